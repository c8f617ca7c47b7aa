"""Canonical finance language: pydantic and the standard library, nothing else."""
