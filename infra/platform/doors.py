"""Each client's own prefixes of the intake bucket: the role may write there and nowhere else."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.acknowledged import acknowledge_dropped
from infra.stages import Client


class FileDoors(Construct):
    """One role for each client that drops files, or objects that its events refer to.

    It may write into the `folders` that some operation takes files from: a misspelt one is
    refused by S3, where it would lie unread.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        clients: Sequence[Client],
        folders: Sequence[str],
        intake: s3.IBucket,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        self._folders = folders
        self.roles = {
            client.name: self._role(client, intake, key)
            for client in clients
            if client.files or client.source
        }

    def _role(self, client: Client, intake: s3.IBucket, key: kms.IKey) -> iam.Role:
        role = iam.Role(
            self,
            client.name,
            description=f"Tieout: files of {client.name}",
            assumed_by=_principal(client),
        )
        attached = intake.arn_for_objects(f"attached/{client.name}/*")
        dropped = [intake.arn_for_objects(f"in/{client.name}/{name}/*") for name in self._folders]
        allowed = [
            (["s3:PutObject"], [*dropped, attached] if client.files else [attached]),
            (["kms:GenerateDataKey", "kms:Decrypt"], [key.key_arn]),
        ]
        if client.files:
            allowed.append((["s3:GetObject"], [intake.arn_for_objects(f"out/{client.name}/*")]))
        for actions, resources in allowed:
            role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
        acknowledge_dropped(role, client.name, self._folders)
        return role


def _principal(client: Client) -> iam.IPrincipal:
    if client.principal.startswith("arn:"):
        return iam.ArnPrincipal(client.principal)
    if client.principal:
        return iam.AccountPrincipal(client.principal)
    return iam.AccountRootPrincipal()
