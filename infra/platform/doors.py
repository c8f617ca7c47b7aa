"""Each client's own prefixes of the intake bucket: the role may write there and nowhere else."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.stages import Client


class FileDoors(Construct):
    """One role for each client that drops files."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        clients: Sequence[Client],
        intake: s3.IBucket,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        self.roles = {
            client.name: self._role(client, intake, key) for client in clients if client.files
        }

    def _role(self, client: Client, intake: s3.IBucket, key: kms.IKey) -> iam.Role:
        role = iam.Role(
            self,
            client.name,
            description=f"Tieout: files of {client.name}",
            assumed_by=_principal(client),
        )
        may_write = [f"in/{client.name}/*", f"attached/{client.name}/*"]
        for actions, resources in (
            (["s3:PutObject"], [intake.arn_for_objects(prefix) for prefix in may_write]),
            (["s3:GetObject"], [intake.arn_for_objects(f"out/{client.name}/*")]),
            (["kms:GenerateDataKey", "kms:Decrypt"], [key.key_arn]),
        ):
            role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
        return role


def _principal(client: Client) -> iam.IPrincipal:
    if client.principal.startswith("arn:"):
        return iam.ArnPrincipal(client.principal)
    if client.principal:
        return iam.AccountPrincipal(client.principal)
    return iam.AccountRootPrincipal()
