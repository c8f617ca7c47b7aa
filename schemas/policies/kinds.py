"""Every policy there is, by the name under which it is proposed."""

from schemas.policies.base import Policy
from schemas.policies.calendar import Calendar
from schemas.policies.callers import Callers
from schemas.policies.capture import CapturePolicy
from schemas.policies.entities import Entities
from schemas.policies.payables import Payer, Posting, Validation
from schemas.policies.reconciliation import Reconciling
from schemas.policies.resilience import Resilience
from schemas.policies.service_levels import ServiceLevels
from schemas.policies.watchers import Watchers

KINDS: dict[str, type[Policy]] = {
    kind.NAME: kind
    for kind in (
        Calendar,
        Callers,
        CapturePolicy,
        Entities,
        Payer,
        Posting,
        Reconciling,
        Resilience,
        ServiceLevels,
        Validation,
        Watchers,
    )
}
