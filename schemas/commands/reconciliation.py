"""The command to reconcile a day, and the question how it was."""

from schemas.reconciliation import Subject


class AskReconciliation(Subject):
    """Compare this entity's postings of this day at this system now."""


class ReadReconciliation(Subject):
    """How this entity's postings of this day compare with that system."""
