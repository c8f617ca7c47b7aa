"""What differs between stages, as typed data: no construct asks for a stage by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from aws_cdk.aws_logs import RetentionDays

from functions.connectors.registry import SYSTEMS
from functions.runtime.triggers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A machine that calls: by token, by files under its prefix, by events of its source.

    `principal` is the AWS account or role ARN that takes the file role and puts events; `scopes`
    are what its tokens may ask for, by default whatever is not for people only.
    """

    name: str
    principal: str = ""
    source: str = ""
    files: bool = False
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A partner system; `concurrency` is how many calls at a time its quota bears (2 or more)."""

    name: str
    concurrency: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """Requests a second in the long run, and how many at once."""

    rate: int
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """For how long nobody removes seals and evidence; with `compliance` not even the account."""

    years: int
    compliance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDomain:
    """A host name of one's own, with mutual TLS against a versioned trust store."""

    name: str
    certificate_arn: str
    trust_bucket: str
    trust_key: str
    trust_version: str


THROTTLES: Mapping[Tier, Throttle] = MappingProxyType(
    {
        Tier.READ: Throttle(rate=100, burst=200),
        Tier.STANDARD: Throttle(rate=50, burst=100),
        Tier.CONTROLLED: Throttle(rate=50, burst=100),
        Tier.PAYMENT: Throttle(rate=5, burst=10),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One environment. The second group is what the emulator of `local` does not accept."""

    name: str
    home_tenant: str
    region: str = "eu-west-1"
    account: str | None = None
    clients: tuple[Client, ...] = ()
    systems: tuple[System, ...] = tuple(System(name=name) for name in SYSTEMS)
    throttles: Mapping[Tier, Throttle] = field(default_factory=lambda: THROTTLES)
    teams: tuple[str, ...] = ("supplier-master-data", "tax", "treasury")
    """Owners of cases beside those that operations name: each is told on a topic of its own."""
    callbacks: tuple[str, ...] = ("https://localhost/callback",)
    log_retention: RetentionDays = RetentionDays.THREE_MONTHS
    retain: bool = False
    lock: Lock = Lock(years=1)
    malware_scan: bool = False
    """GuardDuty scans what is dropped; the file door waits for its result and reads what is clean.
    """
    domain: OwnDomain | None = None
    consumer_concurrency: int | None = None
    """At most so many functions per queue at a time; None lets AWS scale."""

    emulated: bool = False
    """Functions start by the bootstrap in the code asset, on this machine's Python."""
    archive_days: int | None = 90
    """How long the internal bus keeps events for replay; None keeps none."""
    firewall: bool = True
    access_logs: bool = True
    second_factor: bool = True
    """People sign in with a second factor, and sign-in is watched (Cognito Plus)."""


_DEV = Stage(
    name="dev",
    home_tenant="acme",
    clients=(
        Client(name="procurement", source="partner.procurement", files=True),
        Client(name="master-data"),
        Client(name="ap-platform", source="partner.ap-platform"),
    ),
)

STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        "local": replace(
            _DEV,
            name="local",
            account="000000000000",
            callbacks=("http://localhost:3000/callback",),
            consumer_concurrency=3,
            emulated=True,
            archive_days=None,
            firewall=False,
            access_logs=False,
            second_factor=False,
        ),
        "dev": _DEV,
        "prod": replace(
            _DEV,
            name="prod",
            log_retention=RetentionDays.TEN_YEARS,
            retain=True,
            lock=Lock(years=10, compliance=True),
            malware_scan=True,
            archive_days=365,
        ),
    }
)
