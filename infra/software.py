"""What functions run: one code asset for the app, one layer of dependencies for each stack."""

from dataclasses import dataclass
from pathlib import Path
from platform import machine
from warnings import warn

from aws_cdk import RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.bundle import ARM64, build_code, build_layer, host_python
from infra.stages import Stage

BUILT = Path(".build/bundle")
PYTHON = "3.13"


@dataclass(frozen=True, slots=True)
class Bundles:
    """The built folders; without a layer the emulator's bootstrap brings the packages."""

    code: Path
    layer: Path | None


def bundles(stage: Stage, built: Path = BUILT) -> Bundles:
    """Build what the stage's functions run, or find it built."""
    if stage.emulated:
        code = build_code(built / "code-local", python=host_python(), local=True)
        return Bundles(code.path, None)
    layer = build_layer(ARM64, PYTHON, built / "layer-arm64")
    code = build_code(built / "code-arm64", python=PYTHON)
    if not (layer.bytecode and code.bytecode):
        warn(f"no Python {PYTHON} here to compile with: cold starts double", stacklevel=2)
    return Bundles(code.path, layer.path)


@dataclass(frozen=True, slots=True)
class Software:
    """The bundles as one stack's functions use them."""

    runtime: lambda_.Runtime
    architecture: lambda_.Architecture
    code: lambda_.Code
    layers: list[lambda_.ILayerVersion]

    @classmethod
    def of(cls, scope: Construct, stage: Stage, assets: Bundles) -> "Software":
        """For the stack `scope`: a layer shared between stacks could never be replaced."""
        if assets.layer is None:
            arm = machine() in {"arm64", "aarch64"}
            return cls(
                lambda_.Runtime.PROVIDED_AL2023,
                lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64,
                lambda_.Code.from_asset(str(assets.code)),
                [],
            )
        layer = lambda_.LayerVersion(
            scope,
            "Packages",
            code=lambda_.Code.from_asset(str(assets.layer)),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            removal_policy=RemovalPolicy.RETAIN if stage.retain else RemovalPolicy.DESTROY,
        )
        return cls(
            lambda_.Runtime.PYTHON_3_13,
            lambda_.Architecture.ARM_64,
            lambda_.Code.from_asset(str(assets.code)),
            [layer],
        )
