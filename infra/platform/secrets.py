"""The key of blind indexes, and the connection settings of each partner system."""

import json
from collections.abc import Sequence

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.stages import System


class Secrets(Construct):
    """A system's secret is made empty; its administrator fills it in, and no template has it."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        systems: Sequence[System],
        key: kms.IKey,
        removal: RemovalPolicy,
    ) -> None:
        super().__init__(scope, id)
        self.blind = secretsmanager.Secret(
            self,
            "Blind",
            description="Tieout: key of blind indexes. Never rotate: indexes would not match.",
            encryption_key=key,
            removal_policy=removal,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
        )
        self.systems = {
            system.name: secretsmanager.Secret(
                self,
                system.name,
                description=f"Tieout: connection settings of {system.name}",
                encryption_key=key,
                removal_policy=removal,
                # An empty JSON object but for a random value that nobody reads.
                generate_secret_string=secretsmanager.SecretStringGenerator(
                    secret_string_template=json.dumps({}), generate_string_key="unset"
                ),
            )
            for system in systems
        }

    def of(self, names: Sequence[str]) -> dict[str, secretsmanager.ISecret]:
        """The secrets of these systems; `*` names all. Raises KeyError for an unknown system."""
        chosen = sorted(self.systems) if "*" in names else names
        return {name: self.systems[name] for name in chosen}
