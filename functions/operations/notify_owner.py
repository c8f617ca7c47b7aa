"""Tell the team whose turn it is that a case is theirs, or that a second person is asked for."""

from typing import Any

from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.telling import tell
from functions.runtime.triggers import On
from schemas.events.case import CaseAssigned, CaseOpened, WaiverRequested
from schemas.events.envelope import Envelope

operation = Operation(
    On(CaseOpened, CaseAssigned, WaiverRequested),
    owner="finance-operations",
    grants=(Grant.NOTIFY,),
)


@operation.runs
def notify_owner(kernel: Kernel, message: dict[str, Any]) -> str:
    """Ids, amount and owner only; a team that cannot be told never holds up a document."""
    told = Envelope.model_validate(message["detail"])
    return tell(kernel, operation, told, str(told.data["owner"]))
