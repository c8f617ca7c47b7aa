"""What the code of a document's type says (UNTDID 1001)."""

CREDIT_NOTES = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"}
)
"""Codes of documents that reduce what is owed, as EN 16931 divides them."""
