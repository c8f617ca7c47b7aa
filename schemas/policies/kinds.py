"""Every policy there is, by the name under which it is proposed."""

from schemas.policies.base import Policy
from schemas.policies.callers import Callers
from schemas.policies.entities import Entities
from schemas.policies.payables import Payer, Posting, Validation
from schemas.policies.resilience import Resilience

KINDS: dict[str, type[Policy]] = {
    kind.NAME: kind for kind in (Callers, Entities, Payer, Posting, Resilience, Validation)
}
