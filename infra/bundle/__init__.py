"""What is uploaded to Lambda: one code asset for all functions and one dependency layer."""

from infra.bundle.asset import Asset
from infra.bundle.code import build_code
from infra.bundle.layer import ARM64, HOST, build_layer, host_python

__all__ = ["ARM64", "HOST", "Asset", "build_code", "build_layer", "host_python"]
