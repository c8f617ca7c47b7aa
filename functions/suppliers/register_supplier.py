"""Take over a supplier's master data, and the identifiers it is known by."""

from functions.runtime.decision import Alias, Commit, Given, Head
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.commands.register_supplier import RegisterSupplier
from schemas.events.supplier import SupplierRegistered
from schemas.party import PartyIdentifier
from schemas.supplier import Supplier

operation = Operation(
    Api(
        "PUT",
        "/v1/suppliers/{code}",
        RegisterSupplier,
        scope="suppliers/suppliers.write",
        tier=Tier.CONTROLLED,
    ),
    owner="supplier-master-data",
    roles=("supplier-master",),
)


@operation.decides
def register_supplier(
    command: RegisterSupplier, known: Head[Supplier] | None, given: Given
) -> Commit[SupplierRegistered]:
    """Replace what was known; an identifier that another supplier holds is refused."""
    document = command.document()
    supplier = Supplier.model_validate(command.model_dump())
    names = {one.key() for one in supplier.identifiers}
    before = {one.key() for one in known.body.identifiers} if known else set()
    target = supplier.target(document)
    event = SupplierRegistered(
        code=supplier.code,
        name=supplier.name,
        status=supplier.status,
        identifiers=tuple(PartyIdentifier(scheme=s, value=v) for s, v in sorted(names)),
    )
    return Commit(
        event,
        supplier,
        supplier.status,
        id="" if known else document,
        aliases={Alias(scheme, value): target for scheme, value in sorted(names)},
        drops=tuple(Alias(scheme, value) for scheme, value in sorted(before - names)),
        maker=given.caller.actor.id,
    )
