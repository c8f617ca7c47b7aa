"""Controls by name: which events are their population."""

from collections.abc import Mapping
from types import MappingProxyType

CONTROLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "policy-approval": ("PolicyApproved",),
        "supplier-master": ("SupplierRegistered",),
        "invoice-review": ("InvoiceReviewed",),
        "invoice-rejection": ("InvoiceRejected",),
        "posting": ("InvoicePosted",),
        "exceptions": ("CaseOpened", "CaseResolved"),
        "evidence": ("EvidenceAdded",),
        "file-completeness": ("FileClosed", "FileRefused"),
    }
)
"""R-OBS-02. An event's own name, without its version, is a control too."""


def events_of(control: str) -> tuple[str, ...]:
    """The names of the events in a control's population."""
    return CONTROLS.get(control, (control,))
