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
    # More than two readers of one shard are throttled (Lambda: DynamoDB event source mappings).
    assert len(mappings(templates)) == 2
    for mapping in mappings(templates):
        assert 0 < mapping["MaximumRetryAttempts"] <= 100
        assert mapping["BisectBatchOnFunctionError"] is True
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert "BucketsFailures" in str(mapping["DestinationConfig"]["OnFailure"]["Destination"])
        assert mapping["BatchSize"] == 100
        assert mapping["StartingPosition"] == "TRIM_HORIZON"


def test_only_new_events_are_followed(templates: Templates) -> None:
    for mapping in mappings(templates):
        (chosen,) = mapping["FilterCriteria"]["Filters"]
        assert json.loads(chosen["Pattern"]) == {
            "eventName": ["INSERT"],
            "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "event#"}]}}},
        }


def test_the_relay_waits_for_nothing_and_the_sealer_gathers(templates: Templates) -> None:
    windows = {one["MaximumBatchingWindowInSeconds"] for one in mappings(templates)}
    assert windows == {0, 60}


def test_a_stream_that_falls_behind_raises_an_alarm(templates: Templates) -> None:
    followers = [
        one for one in templates.operations if any(isinstance(t, Stream) for t in one.triggers)
    ]
    alarms = [
        one
        for one in templates.of("AWS::CloudWatch::Alarm")
        if one.get("MetricName") == "IteratorAge"
    ]
    told = " ".join(alarm["AlarmDescription"] for alarm in alarms)
    assert len(alarms) == len(followers)
    assert all(one.name in told and one.owner in told for one in followers)
    assert all(alarm["AlarmActions"] for alarm in alarms)
