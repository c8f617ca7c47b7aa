"""Build an asset by hand: `python -m infra.bundle --target layer --out .build/layer`."""

import argparse
import sys
from pathlib import Path

from infra.bundle import ARM64, HOST, build_code, build_layer, host_python


def main() -> None:
    """Read the arguments, build, and say what was built."""
    parser = argparse.ArgumentParser(prog="python -m infra.bundle")
    parser.add_argument("--target", choices=["layer", "code"], required=True)
    parser.add_argument("--platform", default=ARM64, help=f"uv's name, or {HOST!r} ({ARM64})")
    parser.add_argument("--python", help="3.13, or this interpreter's version on the host")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    on_host = asked.platform == HOST
    python = asked.python or (host_python() if on_host else "3.13")
    if asked.target == "layer":
        asset = build_layer(asked.platform, python, asked.out)
    else:
        asset = build_code(asked.out, python=python, local=on_host)
    print(f"{asset.path} sha256 {asset.digest}")
    if not asset.bytecode:
        print(
            f"no Python {python} here: built without bytecode, cold starts double", file=sys.stderr
        )


if __name__ == "__main__":
    main()
