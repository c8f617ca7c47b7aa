"""Simulated partner systems, each with its vendor's failure personality."""
