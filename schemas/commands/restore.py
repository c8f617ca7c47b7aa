"""The commands that end the quarantine after a restore of the ledger."""

from typing import Literal

from schemas.base import Asked, AskedPage
from schemas.commands.reading import DocumentId, DocumentView
from schemas.reason import LongReason
from schemas.restore import Restore


class ReadRestore(Asked):
    """One restore by its id."""

    id: DocumentId


class ListRestores(AskedPage):
    """The restores in one state, oldest first."""

    state: Literal["quarantined", "proposed", "released"] = "quarantined"

    def shelf(self) -> str:
        """Restores are of no legal entity."""
        return f"*#{Restore.KIND}#{self.state}"


class ProposeRelease(ReadRestore):
    """What was made sure of before effects may leave again."""

    statement: LongReason


class ApproveRelease(ReadRestore):
    """Agreement to the release as it was proposed."""


class RestoreView(DocumentView):
    """A restore, and what waits for its release.

    `waiting` are the first hundred documents whose effect waits, each behind its tenant; `more`
    says whether there are others.
    """

    waiting: tuple[str, ...]
    more: bool
