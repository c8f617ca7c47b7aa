"""The stream's mapping: bounded, bisecting, and what it gives up is kept whole."""

import json

from functions.runtime.triggers import Stream
from tests.infra.house import Json, Templates


def mappings(templates: Templates) -> list[Json]:
    return [
        mapping
        for mapping in templates.of("AWS::Lambda::EventSourceMapping")
        if "StreamArn" in str(mapping["EventSourceArn"])
    ]


def test_a_batch_is_bisected_retried_so_often_and_then_kept(templates: Templates) -> None:
    assert len(mappings(templates)) == 1
    for mapping in mappings(templates):
        assert 0 < mapping["MaximumRetryAttempts"] <= 100
        assert mapping["BisectBatchOnFunctionError"] is True
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert "BucketsFailures" in str(mapping["DestinationConfig"]["OnFailure"]["Destination"])
        assert mapping["BatchSize"] == 100
        assert mapping["StartingPosition"] == "TRIM_HORIZON"


def test_only_new_events_are_announced(templates: Templates) -> None:
    (mapping,) = mappings(templates)
    (chosen,) = mapping["FilterCriteria"]["Filters"]
    assert json.loads(chosen["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "event#"}]}}},
    }


def test_a_stream_that_falls_behind_raises_an_alarm(templates: Templates) -> None:
    (relay,) = [
        one for one in templates.operations if any(isinstance(t, Stream) for t in one.triggers)
    ]
    (alarm,) = [
        one for one in templates.of("AWS::CloudWatch::Alarm") if one["MetricName"] == "IteratorAge"
    ]
    assert relay.owner in alarm["AlarmDescription"]
    assert alarm["AlarmActions"]
