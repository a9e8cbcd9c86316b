"""Lines of a feed: the same attributes, as JSON."""

import json
from typing import Any

import pytest

from contracts.envelope import read_headers, write_headers
from contracts.errors import ContractError
from contracts.structured import from_structured
from tests.unit.contracts.samples import CLOSED, RECEIVED, line, put, sample


def rules(given: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ContractError) as raised:
        from_structured(given)
    return [(each.rule, each.field) for each in (raised.value, *raised.value.others)]


def test_a_line_becomes_an_envelope_and_the_bytes_to_send() -> None:
    given = line(RECEIVED, sample(RECEIVED), sequence="000000000007", correlationid="e-0")
    envelope, payload = from_structured(given)
    assert json.loads(payload) == sample(RECEIVED)
    assert b" " not in payload
    assert (envelope.key, envelope.subject, envelope.sequence) == ("C-0007", "L-4801", 7)
    assert read_headers(b"C-0007", write_headers(envelope)) == envelope


def test_a_tick_has_no_key() -> None:
    envelope, payload = from_structured(line(CLOSED, sample(CLOSED)))
    assert (envelope.key, envelope.subject) == (None, None)
    assert payload == b'{"business_date":"2024-06-19"}'
    assert rules(line(CLOSED, sample(CLOSED), partitionkey="C-1", subject="L-1")) == [
        ("key_unwanted", "partitionkey"),
        ("subject_unwanted", "subject"),
    ]


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "businessdate"])
def test_each_required_attribute_is_missed_by_its_name_in_the_line(name: str) -> None:
    assert rules(line(RECEIVED, sample(RECEIVED), **{name: None})) == [("attribute_missing", name)]


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"partitionkey": "C-1"}, "key_mismatch", "partitionkey"),
        ({"partitionkey": None}, "key_missing", "partitionkey"),
        ({"subject": "L-1"}, "subject_mismatch", "subject"),
        ({"subject": None}, "subject_missing", "subject"),
        ({"time": "2024-06-19T09:00:00"}, "time_format", "time"),
        ({"time": "2024-06-19"}, "time_format", "time"),
        ({"time": "2024-13-19T09:00:00Z"}, "time_format", "time"),
        ({"recordedtime": "yesterday"}, "time_format", "recordedtime"),
        ({"sequence": 7}, "sequence_format", "sequence"),
        ({"sequence": "7"}, "sequence_format", "sequence"),
        ({"id": 7}, "attribute_format", "id"),
        ({"source": ["x"]}, "attribute_format", "source"),
        ({"businessdate": "2024-6-19"}, "date_format", "businessdate"),
        ({"specversion": "0.3"}, "specversion", "specversion"),
        ({"datacontenttype": "application/xml"}, "content_type", "datacontenttype"),
        ({"datacontenttype": 7}, "content_type", "datacontenttype"),
        ({"data": None}, "field_missing", "data"),
        ({"data": None, "data_base64": "e30="}, "not_object", "data"),
        ({"data": [1]}, "not_object", "data"),
    ],
)
def test_a_broken_attribute_is_named(changes: dict[str, Any], rule: str, field: str) -> None:
    assert rules(line(RECEIVED, sample(RECEIVED), **changes)) == [(rule, field)]


@pytest.mark.parametrize(
    "time",
    ["2024-06-19T09:00:00Z", "2024-06-19t09:00:00.123456+08:00", "2024-06-19T09:00:00-00:00"],
)
def test_an_instant_is_rfc_3339_with_offset(time: str) -> None:
    assert from_structured(line(RECEIVED, sample(RECEIVED), time=time))[0].time == time


def test_time_and_media_type_parameters_are_optional() -> None:
    given = line(RECEIVED, sample(RECEIVED), time=None)
    given["datacontenttype"] = "application/json; charset=utf-8"
    assert from_structured(given)[0].time == ""


def test_key_and_payload_disagree_even_when_the_payload_is_broken_elsewhere() -> None:
    broken = put(sample(RECEIVED), "amount", 7)
    assert from_structured(line(RECEIVED, broken))[1]
    assert rules(line(RECEIVED, broken, partitionkey="C-1")) == [("key_mismatch", "partitionkey")]
