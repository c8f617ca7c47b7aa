"""`make demo`: deploy, push documents through, say what happened; non-zero if it is wrong."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from local.demo import watch
from local.demo.abroad import SecondErp
from local.demo.audit import audit
from local.demo.by_api import ByApi, sap_fails
from local.demo.by_capture import ByCapture
from local.demo.by_event import ByEvent
from local.demo.by_file import ByFile
from local.demo.dead_letter import dead_letter
from local.demo.desk import desk
from local.demo.ending import report
from local.demo.reconcile import reconcile
from local.demo.report import Figures, say, title
from local.demo.stage import Stage, raise_stage
from local.engine.emulator import BUILD


def main() -> int:
    """Tell the whole story; answers the process's exit code."""
    folder = BUILD / "demo" / time.strftime("%H%M%S")
    started: list[Callable[[], None]] = []
    figures = Figures()
    kept = False
    try:
        title("a company on this machine")
        stage = raise_stage(folder, started)
        _play(stage, figures, folder, started)
        title("the end")
        say(f"{figures.checked} figures checked, {figures.wrong} wrong")
        kept = bool(os.environ.get("KEEP"))
        if kept:
            _keep(stage)
        return 1 if figures.wrong else 0
    finally:
        if not kept:
            for end in reversed(started):
                end()


def _play(stage: Stage, figures: Figures, folder: Path, started: list[Callable[[], None]]) -> None:
    by_api = ByApi(stage, figures)
    abroad = SecondErp(by_api, folder, started)
    by_api.exactly_once()
    by_api.wrong_ones()
    abroad.prepare()
    watch.prepare(stage)
    watch.noticed(by_api, "R-1005")
    by_api.late_supplier()
    watch.cleared(by_api, "R-1005")
    came = {
        "event": ByEvent(by_api).run(),
        "scan": ByCapture(by_api).run(),
        "file": ByFile(stage, figures, str(by_api.today)).run(),
    }
    sap_fails(by_api)
    dead_letter(by_api)
    desk(by_api)
    by_api.at_once()
    abroad.post()
    reconcile(by_api, stage.sap_url, abroad.url)
    came = {"HTTP": by_api.documents, **came}
    everything = [document for by_door in came.values() for document in by_door.values()]

    def at_rest() -> bool:
        ended = ("posted", "on_exception", "rejected", "uncertain")
        return all(stage.state(document) in ended for document in everything)

    stage.wait("everything to come to rest", at_rest)
    report(by_api, came, figures, folder)
    audit(by_api, folder)


def _keep(stage: Stage) -> None:
    emulator = stage.deployment.emulator
    api, token = stage.deployment.api, stage.ann.token
    say("the stack stays up; try (the token lives for 15 minutes):")
    print(f"  export TOKEN={token}")
    print(f"  curl -s -H \"Authorization: $TOKEN\" '{api}/v1/invoices?entity=DE01&state=posted'")
    print(f"  curl -s -H \"Authorization: $TOKEN\" '{api}/v1/cases?owner=accounts-payable'")
    print(f"  curl -s {stage.sap_url}/_simulator/postings")
    print(f"  AWS_ENDPOINT_URL={emulator.url} aws sqs list-queues")
    print(f"stop it with: kill -- -{emulator.pid} -{stage.sap.pid}")


if __name__ == "__main__":
    sys.exit(main())
