"""The user pool: people by code flow with PKCE, machines by client credentials."""

from collections.abc import Iterable, Mapping, Sequence

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from functions.runtime.callers import ADMINISTRATORS
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api
from infra.stages import Client, Stage


class People(Construct):
    """Resource servers and scopes come from the operations' routes."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        operations: Sequence[Operation],
        removal: RemovalPolicy,
    ) -> None:
        super().__init__(scope, id)
        self.pool = _pool(self, stage, removal)
        self._servers = [self._server(name, scopes) for name, scopes in servers(operations).items()]
        self.pool.add_group("Administrators", group_name=ADMINISTRATORS)
        self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(
                domain_prefix=f"tieout-{stage.name}-{Aws.ACCOUNT_ID}"
            ),
        )
        everything = sorted({scope for scope, _ in _scopes(operations)})
        self.web = self._web(stage, everything)
        self.machines: dict[str, cognito.UserPoolClient] = {}
        for_machines = machine_scopes(operations)
        for client in stage.clients:
            self._machine(client, for_machines)

    def _server(self, name: str, scopes: Mapping[str, str]) -> cognito.UserPoolResourceServer:
        return self.pool.add_resource_server(
            name,
            identifier=name,
            scopes=[
                cognito.ResourceServerScope(scope_name=scope, scope_description=says[:256])
                for scope, says in scopes.items()
            ],
        )

    def _web(self, stage: Stage, scopes: Sequence[str]) -> cognito.UserPoolClient:
        client = self.pool.add_client(
            "Web",
            generate_secret=False,
            prevent_user_existence_errors=True,
            access_token_validity=Duration.minutes(15),
            id_token_validity=Duration.minutes(15),
            refresh_token_validity=Duration.hours(12),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                callback_urls=list(stage.callbacks),
                scopes=[cognito.OAuthScope.OPENID, *map(cognito.OAuthScope.custom, scopes)],
            ),
        )
        client.node.add_dependency(*self._servers)
        return client

    def _machine(self, client: Client, scopes: Sequence[str]) -> None:
        allowed = scopes if client.scopes is None else client.scopes
        if not allowed:
            return
        made = self.pool.add_client(
            client.name,
            generate_secret=True,
            access_token_validity=Duration.minutes(15),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(client_credentials=True),
                scopes=[cognito.OAuthScope.custom(scope) for scope in allowed],
            ),
        )
        made.node.add_dependency(*self._servers)
        self.machines[client.name] = made


def servers(operations: Iterable[Operation]) -> dict[str, dict[str, str]]:
    """Resource server → scope → what it allows; `payables/invoices.submit` is both at once."""
    found: dict[str, dict[str, str]] = {}
    for scope, says in sorted(_scopes(operations)):
        server, _, name = scope.partition("/")
        found.setdefault(server, {}).setdefault(name, says)
    return found


def machine_scopes(operations: Iterable[Operation]) -> list[str]:
    """Every scope that some operation open to machines asks for."""
    return sorted({scope for scope, _ in _scopes(o for o in operations if not o.people_only)})


def _scopes(operations: Iterable[Operation]) -> set[tuple[str, str]]:
    return {
        (trigger.scope, operation.summary)
        for operation in operations
        for trigger in operation.triggers
        if isinstance(trigger, Api)
    }


def _pool(scope: Construct, stage: Stage, removal: RemovalPolicy) -> cognito.UserPool:
    strict = stage.second_factor
    return cognito.UserPool(
        scope,
        "Pool",
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(username=True),
        password_policy=cognito.PasswordPolicy(
            min_length=14,
            require_digits=True,
            require_lowercase=True,
            require_uppercase=True,
            require_symbols=True,
        ),
        mfa=cognito.Mfa.REQUIRED if strict else cognito.Mfa.OFF,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False) if strict else None,
        feature_plan=cognito.FeaturePlan.PLUS if strict else cognito.FeaturePlan.ESSENTIALS,
        standard_threat_protection_mode=(
            cognito.StandardThreatProtectionMode.FULL_FUNCTION if strict else None
        ),
        deletion_protection=stage.retain,
        removal_policy=removal,
    )
