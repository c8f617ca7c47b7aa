"""Every alarm has its runbook and every runbook its alarm, in every stage."""

import json
import re

from functions.operations import measure
from functions.runtime.triggers import Api
from infra.publish.runbooks import runbook_page
from infra.runbooks import PAGE, runbooks
from infra.runbooks.figures import FIGURES, SILENT
from schemas.policies.service_levels import LEVELS
from tests.infra.house import Json, Templates

ROUTE = re.compile(r"\b(GET|POST|PUT) (/v1/[^`?…]+)")
ANCHOR = re.compile(rf"Runbook: {re.escape(PAGE)}#([\w.]+)$")


def alarms(templates: Templates) -> dict[str, Json]:
    """Every alarm by the runbook that it names."""
    found = templates.of("AWS::CloudWatch::Alarm")
    named = {}
    for alarm in found:
        anchor = ANCHOR.search(alarm["AlarmDescription"])
        assert anchor, alarm["AlarmDescription"]
        named[anchor[1]] = alarm
    assert len(named) == len(found)
    return named


def test_every_alarm_has_its_runbook_and_every_runbook_its_alarm(templates: Templates) -> None:
    written = {one.anchor: one for one in runbooks(templates.operations)}
    found = alarms(templates)
    assert found.keys() == written.keys()
    for anchor, alarm in found.items():
        assert f"Owner: {written[anchor].owner}." in alarm["AlarmDescription"]
        assert alarm["AlarmActions"]


def test_every_runbook_says_what_it_means_and_what_to_do(templates: Templates) -> None:
    for one in runbooks(templates.operations):
        assert one.means.endswith("."), one.anchor
        assert one.see, one.anchor
        assert one.press, one.anchor


def test_the_page_has_every_runbook_once(templates: Templates) -> None:
    page = runbook_page(templates.operations)
    for one in runbooks(templates.operations):
        assert page.count(f'<article id="{one.anchor}">') == 1
    assert "http" not in page.replace("http-equiv", "")


def test_every_route_that_a_runbook_names_is_one(templates: Templates) -> None:
    known = {
        (trigger.method, re.sub(r"{[^}]+}", "[^/]+", trigger.path))
        for operation in templates.operations
        for trigger in operation.triggers
        if isinstance(trigger, Api)
    }
    named = {
        found
        for one in runbooks(templates.operations)
        for text in (one.means, *one.see, *one.press)
        for found in ROUTE.findall(text)
    }
    assert len(named) > 5
    for method, path in named:
        assert any(m == method and re.fullmatch(p, path) for m, p in known), path


def test_every_figure_that_policy_bounds_has_an_alarm(templates: Templates) -> None:
    assert {figure.level for figure in FIGURES} == set(LEVELS)
    for level in LEVELS:
        alarm = alarms(templates)[f"figure.{level}"]
        stage = {"Name": "stage", "Value": templates.stage.name}
        assert alarm["Dimensions"] == [{"Name": "level", "Value": level}, stage]
        assert (alarm["Namespace"], alarm["MetricName"]) == ("Tieout", "Breaches")
        assert (alarm["Threshold"], alarm["Statistic"]) == (0, "Maximum")


def test_silence_is_an_alarm_as_well(templates: Templates) -> None:
    alarm = alarms(templates)[f"figure.{SILENT}"]
    assert alarm["TreatMissingData"] == "breaching"
    every = measure.operation.triggers[0]
    assert alarm["Period"] * alarm["EvaluationPeriods"] >= 2 * 60 * getattr(every, "minutes", 99)


def test_finance_comes_first_on_the_dashboard(templates: Templates) -> None:
    [board] = templates.of("AWS::CloudWatch::Dashboard")
    said = json.dumps(board["DashboardBody"])
    places = [said.index(name) for name in ("InvoiceToPosting", "AmountAtRisk", "Invocations")]
    assert places == sorted(places)
    for metric in ("CasesOpen", "WaitingFor", "Backlog", "Breaches", "CircuitsOpen", "Throttles"):
        assert metric in said
    for metric in ("ApproximateAgeOfOldestMessage", "IteratorAge", "ExecutionsFailed"):
        assert metric in said
