"""The workflows, one state machine per file: each in the Amazon States Language, by JSONPath.

`${payables.await_review}` stands for the ARN of that operation's function and `${partition}` for
the partition of AWS. Every operation that a file names is a `Step` of the workflow of its name.
"""

import json
from pathlib import Path
from typing import Any


def definitions() -> dict[str, dict[str, Any]]:
    """Every state machine as it is written, by the name of its file."""
    files = sorted(Path(__file__).parent.glob("*.json"))
    return {file.stem: json.loads(file.read_text()) for file in files}
