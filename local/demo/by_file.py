"""Invoices by file, in every format; the same again, a file cut off, a hostile one."""

import io
import json
from pathlib import Path
from typing import Any

from pypdf import PdfWriter

from local.demo.report import Figures, say, title
from local.demo.stage import Stage

DOCUMENTS = Path(__file__).parent / "documents"


class ByFile:
    """What was dropped into the intake bucket, and its acknowledgements."""

    def __init__(self, stage: Stage, figures: Figures, today: str) -> None:
        self.stage = stage
        self.figures = figures
        self.today = today
        self.s3 = stage.deployment.client("s3")
        self.bucket = stage.deployment.outputs["IntakeBucket"]

    def run(self) -> dict[str, str]:
        """Drop them all; answers the documents that were accepted, by number."""
        title("files")
        self._drop("october_batch.xml", "october_batch.xml")
        batch = self._acknowledged("october_batch.xml")
        lines = {line["number"]: line for line in batch["documents"]}
        told = {number: line["outcome"] for number, line in lines.items()}
        self.figures.check(
            "october_batch.xml",
            told,
            {"NL-501": "accepted", "FH-77": "accepted", "NL-GS-9": "accepted", "NL-502": "refused"},
        )
        for finding in lines["NL-502"]["findings"]:
            say(f"    NL-502 {finding['code']}: {finding['message']} — {finding['where']}")
        self._drop("october_batch.xml", "october_again.xml")
        again = self._acknowledged("october_again.xml")
        self.figures.check("the same file again", again["drops"][-1]["duplicate"], True)
        for name in ("cut_off.xml", "with_doctype.xml"):
            self._drop(name, name)
            refused = self._acknowledged(name)
            finding = refused["findings"][0]
            say(f"    {name} {finding['code']}: {finding['message']} — {finding['where']}")
            self.figures.check(name, refused["state"], "refused")
        for name in ("nordlicht.cii.xml", "nordlicht.pdf", "fjord.edi", "nordlicht.x12"):
            lines |= self._accepted(name)
        return {
            number: line["document"]
            for number, line in lines.items()
            if line["outcome"] == "accepted"
        }

    def _accepted(self, name: str) -> dict[str, Any]:
        """Drop a file of one sound invoice; what EDI is answered in its own language is shown."""
        self._drop(name, name)
        told = self._acknowledged(name)
        outcomes = [line["outcome"] for line in told["documents"]]
        self.figures.check(name, outcomes, ["accepted"])
        for tongue in self._listed(f"out/procurement/{told['file']}."):
            if not tongue.endswith(".json"):
                say(f"    answered: {self._object(tongue).decode()[-96:].strip()}")
        return {line["number"]: line for line in told["documents"]}

    def _drop(self, document: str, name: str) -> None:
        """A document of ours under that name; a PDF is made around one in XML."""
        source = DOCUMENTS / document
        content = (source if source.exists() else source.with_suffix(".cii.xml")).read_text()
        for mark, shown in (
            ("@ISSUE_DATE@", self.today),
            ("@ISSUE_DAY@", self.today.replace("-", "")),
            ("@ISSUE_SHORT@", self.today.replace("-", "")[2:]),
        ):
            content = content.replace(mark, shown)
        body = content.encode() if source.exists() else _pdf(content.replace("NL-601", "NL-602"))
        self.s3.put_object(Bucket=self.bucket, Key=f"in/procurement/invoices/{name}", Body=body)

    def _acknowledged(self, name: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = []

        def there() -> bool:
            found.extend(ack for ack in self._acknowledgements() if _names(ack, name))
            return bool(found)

        self.stage.wait(f"acknowledgement of {name}", there)
        return found[-1]

    def _acknowledgements(self) -> list[dict[str, Any]]:
        found = self._listed("out/procurement/")
        return [json.loads(self._object(key)) for key in found if key.endswith(".json")]

    def _listed(self, prefix: str) -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return [str(one["Key"]) for one in listed.get("Contents", [])]

    def _object(self, key: str) -> bytes:
        body: bytes = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return body


def _pdf(invoice: str) -> bytes:
    """A page for people with the invoice attached to it, as Factur-X 1.0 asks."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_attachment("factur-x.xml", invoice.encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _names(acknowledgement: dict[str, Any], name: str) -> bool:
    return any(drop["key"].endswith(f"/{name}") for drop in acknowledgement["drops"])
