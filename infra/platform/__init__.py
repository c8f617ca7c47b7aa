"""What every operation stands on: keys, tables, buckets, buses, callers, secrets."""
