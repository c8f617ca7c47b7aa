"""Everything around one operation, built from its declaration."""
