"""The doors of a load: each pushes its invoices, says some of it twice and some of it wrong."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from local.caller import Said
from local.demo import company
from local.demo.by_capture import values
from local.demo.stage import Stage
from local.load.documents import FORMATS, content, file_of, number

IN_A_FILE = 25
ENTRIES = 10
CALLERS = 3
AGAIN_EVERY = 100
"""Every so many are said once more, as senders do that heard no answer."""
DOUBTFUL_EVERY = 20
SHARES = {"api": 0.4, "ubl": 0.1, "cii": 0.1, "edifact": 0.1, "x12": 0.1, "event": 0.1, "scan": 0.1}
"""How much comes by which door."""


class Sent(NamedTuple):
    """One invoice as its sender knows it."""

    number: str
    door: str


class Doors:
    """All doors of a stage, and how long the API took to answer, in milliseconds."""

    def __init__(self, stage: Stage, count: int) -> None:
        self.stage = stage
        self.today: date = datetime.now(UTC).date()
        self.run = int(time.time()) % 10_000 * 100
        self.numbers = {
            door: [number(door, place) for place in range(round(share * count))]
            for door, share in SHARES.items()
        }
        self.answered_ms: list[float] = []
        self.repeated = 0
        self.wrongly_answered: list[str] = []

    def push(self) -> list[Sent]:
        """Everything, by all doors at once; answers what was sent."""
        doors = (self._by_api, self._by_file, self._by_event, self._by_scan)
        with ThreadPoolExecutor(len(doors)) as pool:
            return [one for sent in pool.map(lambda door: list(door()), doors) for one in sent]

    def _by_api(self) -> Iterator[Sent]:
        with ThreadPoolExecutor(CALLERS) as pool:
            yield from pool.map(self._submit, enumerate(self.numbers["api"]))

    def _submit(self, placed: tuple[int, str]) -> Sent:
        """Some say nothing that can be read first, and some the same again under two keys."""
        place, name = placed
        body = content(name, self.today)
        if place % AGAIN_EVERY == 1:
            broken = self._write("/v1/invoices", {**body, "totals": "none"}, f"broken {name}")
            self._expect(f"{name} broken", broken.status, 400)
        first = self._write("/v1/invoices", body, f"load {name}")
        self._expect(name, first.status, 201)
        if place % AGAIN_EVERY == 2:
            self.repeated += 2
            same = self._write("/v1/invoices", body, f"load {name}")
            self._expect(f"{name} again", (same.bytes, same.replayed), (first.bytes, True))
            other = self._write("/v1/invoices", body, f"another key for {name}")
            self._expect(f"{name} under another key", other.body.get("duplicate"), True)
        return Sent(name, "api")

    def _by_file(self) -> Iterator[Sent]:
        s3, bucket = self.stage.deployment.client("s3"), self._output("IntakeBucket")
        for format_ in FORMATS:
            names = self.numbers[format_]
            for start in range(0, len(names), IN_A_FILE):
                part, self.run = names[start : start + IN_A_FILE], self.run + 1
                body = file_of(format_, part, self.run, str(self.today))
                twice = start % (AGAIN_EVERY // 2) == 0
                self.repeated += twice * len(part)
                for drop in range(1 + twice):
                    key = f"in/procurement/invoices/load-{format_}-{start}-{drop}"
                    s3.put_object(Bucket=bucket, Key=key, Body=body)
                yield from (Sent(name, format_) for name in part)

    def _by_event(self) -> Iterator[Sent]:
        events, names = self.stage.deployment.client("events"), self.numbers["event"]
        again = names[:: AGAIN_EVERY // 2]
        self.repeated += len(again)
        whole = [*names, *again]
        for start in range(0, len(whole), ENTRIES):
            entries = [self._entry(name) for name in whole[start : start + ENTRIES]]
            said = events.put_events(Entries=entries)
            self._expect("entries that failed", said["FailedEntryCount"], 0)
        yield from (Sent(name, "event") for name in names)

    def _entry(self, name: str) -> dict[str, str]:
        body = content(name, self.today)
        del body["payment_means"]
        return {
            "EventBusName": self._output("InboundBus"),
            "Source": company.SOURCE,
            "DetailType": "InvoiceSubmitted",
            "Detail": json.dumps({**body, "submission_id": f"load {name}"}),
        }

    def _by_scan(self) -> Iterator[Sent]:
        """Some are read unsurely; Ann settles those."""
        for place, name in enumerate(self.numbers["scan"]):
            body = content(name, self.today)
            del body["payment_means"]
            doubtful = place % DOUBTFUL_EVERY == 0
            sure = {"totals.gross": "0.41"} if doubtful else {}
            fields = [
                {"field": path, "value": text, "confidence": sure.get(path, "0.98")}
                for path, text in values({n: v for n, v in body.items() if n != "entity"})
            ]
            scan = {"capture": f"load-{name}", "entity": body["entity"], "fields": fields}
            said = self._write("/v1/invoices/captures", scan, f"scan {name}")
            self._expect(name, said.status, 201)
            if doubtful and said.status == 201:
                settled = {"decision": "confirm", "corrections": {"totals.gross": "238.00"}}
                path = f"/v1/invoices/{said.body['id']}/review"
                seen = self.stage.ann.write("POST", path, settled, f"review {name}")
                self._expect(f"review of {name}", seen.status, 200)
            yield Sent(name, "scan")

    def _write(self, path: str, body: dict[str, Any], key: str) -> Said:
        started = time.monotonic()
        said = self.stage.procurement.write("POST", path, body, key)
        self.answered_ms.append((time.monotonic() - started) * 1000)
        return said

    def _expect(self, what: str, seen: object, wanted: object) -> None:
        if seen != wanted:
            self.wrongly_answered.append(f"{what}: {seen}, not {wanted}")

    def _output(self, name: str) -> str:
        return self.stage.deployment.outputs[name]
