"""Headers of contract.md section 1, read and written."""

from datetime import date

import pytest

from contracts.agreement import agree
from contracts.corebank import BusinessDayClosed, RepaymentReceived
from contracts.envelope import (
    LONGEST,
    Envelope,
    dataschema_of,
    read_headers,
    write_headers,
)
from contracts.errors import RULES, ContractError
from contracts.message import Message
from contracts.own_headers import LONGEST_ACTOR
from tests.unit.contracts.samples import CLOSED, RECEIVED, read, sample

KEY = b"C-0007"
LEAST: dict[str, bytes | None] = {
    "ce_specversion": b"1.0",
    "ce_id": b"e-1",
    "ce_source": b"/corebank/test",
    "ce_type": RECEIVED.encode(),
    "ce_businessdate": b"2024-06-19",
}
FULL = Envelope(
    id="e-1",
    source="/postloan/monitoring",
    type="postloan.monitoring.arrears-changed.v1",
    business_date=date(2024, 6, 19),
    time="2024-06-19T09:00:00+08:00",
    subject="L-4801",
    key="C-0007",
    dataschema="urn:postloan:schemas/postloan.monitoring.arrears-changed.v1/1.0.0",
    recorded_time="2024-06-19T09:00:01+08:00",
    sequence=12,
    correlation_id="e-0",
    causation_id="e-0",
    traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    tracestate="a=b",
    shard=0,
    position=7,
    previous=0,
    link="ab" * 32,
    hlc=123456789012345678,
    actor="liu",
)


def headers(**changes: bytes | None) -> list[tuple[str, bytes | None]]:
    """The least set of headers with changes; names are given with ``_`` for ``-``."""
    changed = LEAST | {name.replace("postloan_", "postloan-"): v for name, v in changes.items()}
    return list(changed.items())


def errors_of(key: bytes | None, given: list[tuple[str, bytes | None]]) -> list[tuple[str, str]]:
    with pytest.raises(ContractError) as raised:
        read_headers(key, given)
    found = [raised.value, *raised.value.others]
    assert all(each.rule in RULES for each in found)
    return [(each.rule, each.field) for each in found]


def test_what_is_written_is_read_back() -> None:
    assert read_headers(KEY, write_headers(FULL)) == FULL


def test_the_written_names_are_those_of_the_contract() -> None:
    assert dict(write_headers(FULL)) == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_id": b"e-1",
        "ce_source": b"/postloan/monitoring",
        "ce_type": b"postloan.monitoring.arrears-changed.v1",
        "ce_time": b"2024-06-19T09:00:00+08:00",
        "ce_subject": b"L-4801",
        "ce_partitionkey": b"C-0007",
        "ce_dataschema": b"urn:postloan:schemas/postloan.monitoring.arrears-changed.v1/1.0.0",
        "ce_businessdate": b"2024-06-19",
        "ce_recordedtime": b"2024-06-19T09:00:01+08:00",
        "ce_sequence": b"000000000012",
        "ce_correlationid": b"e-0",
        "ce_causationid": b"e-0",
        "traceparent": FULL.traceparent.encode() if FULL.traceparent else b"",
        "tracestate": b"a=b",
        "postloan-shard": b"0",
        "postloan-position": b"7",
        "postloan-previous": b"0",
        "postloan-link": b"ab" * 32,
        "postloan-hlc": b"123456789012345678",
        "postloan-actor": b"liu",
    }


def test_what_an_envelope_does_not_hold_is_not_written() -> None:
    least = read_headers(None, headers())
    assert least == Envelope("e-1", "/corebank/test", RECEIVED, date(2024, 6, 19))
    assert [name for name, _ in write_headers(least)] == [
        *("content-type", "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_businessdate")
    ]


def test_zero_is_a_number_and_a_sequence() -> None:
    given = headers(ce_sequence=b"000000000000", postloan_shard=b"0", postloan_previous=b"0")
    envelope = read_headers(KEY, given)
    assert (envelope.sequence, envelope.shard, envelope.previous) == (0, 0, 0)


def test_headers_of_others_may_hold_anything() -> None:
    others = [("x-null", None), ("x-bytes", b"\xff\xfe\x00"), ("ce_unknown", None)]
    assert read_headers(None, [*headers(), *others]) == read_headers(None, headers())


def test_an_optional_header_without_value_is_absent() -> None:
    names = [
        *("ce_time", "ce_subject", "ce_partitionkey", "ce_dataschema", "ce_recordedtime"),
        *("ce_sequence", "ce_correlationid", "ce_causationid", "traceparent", "tracestate"),
        *("postloan_shard", "postloan_position", "postloan_link", "postloan_actor"),
    ]
    given = headers(**dict.fromkeys(names, None))
    assert read_headers(None, given) == read_headers(None, headers())


@pytest.mark.parametrize("name", list(LEAST))
@pytest.mark.parametrize("value", [None, b""])
def test_each_required_attribute_is_missed_by_name(name: str, value: bytes | None) -> None:
    assert errors_of(None, headers(**{name: value})) == [("attribute_missing", name)]
    assert errors_of(None, [pair for pair in headers() if pair[0] != name]) == [
        ("attribute_missing", name)
    ]


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("ce_specversion", b"0.3", "specversion"),
        ("ce_specversion", b"1.0 ", "specversion"),
        ("ce_id", b"\xff", "attribute_format"),
        ("ce_id", b"a\x00b", "attribute_format"),
        ("ce_id", b"x" * 257, "attribute_format"),
        ("ce_source", b"\xff", "attribute_format"),
        ("ce_source", b"x" * 257, "attribute_format"),
        ("ce_type", b"a\x00b", "attribute_format"),
        ("ce_businessdate", b"2024-6-19", "date_format"),
        ("ce_businessdate", b"2024-02-30", "date_format"),
        ("ce_businessdate", b"20240619", "date_format"),
        ("ce_businessdate", b"\xff", "date_format"),
        ("ce_businessdate", b"2024-06-19T00:00:00Z", "date_format"),
        ("ce_sequence", b"1", "sequence_format"),
        ("ce_sequence", b"", "sequence_format"),
        ("ce_sequence", b"00000000000a", "sequence_format"),
        ("ce_sequence", b"-00000000001", "sequence_format"),
        ("ce_subject", b"\xff", "attribute_format"),
        ("ce_subject", b"x" * 129, "identifier_format"),
        ("ce_subject", "\N{CJK UNIFIED IDEOGRAPH-8D37}".encode() * 129, "identifier_format"),
        ("ce_subject", b"L 1", "identifier_format"),
        ("ce_subject", b"L-1\n", "identifier_format"),
    ],
)
def test_a_broken_attribute_is_named_with_its_rule(name: str, value: bytes, rule: str) -> None:
    assert errors_of(None, headers(**{name: value})) == [(rule, name)]


@pytest.mark.parametrize("name", ["shard", "position", "previous", "hlc"])
@pytest.mark.parametrize("value", [b"x", b"-1", b"", b"1" * 20, b"1.0"])
def test_an_own_number_is_digits(name: str, value: bytes) -> None:
    given = headers(**{"postloan_shard": b"1", f"postloan_{name}": value})
    assert errors_of(None, given) == [("attribute_format", f"postloan-{name}")]


def test_all_that_is_wrong_is_named_at_once() -> None:
    given = headers(ce_id=None, ce_businessdate=b"x", ce_sequence=b"1")
    assert errors_of(None, given) == [
        ("attribute_missing", "ce_id"),
        ("date_format", "ce_businessdate"),
        ("sequence_format", "ce_sequence"),
    ]


@pytest.mark.parametrize("key", [b"C-1", b"", None])
def test_the_kafka_key_is_the_partition_key(key: bytes | None) -> None:
    assert read_headers(KEY, headers(ce_partitionkey=KEY)).key == "C-0007"
    assert errors_of(key, headers(ce_partitionkey=KEY)) == [("key_mismatch", "ce_partitionkey")]


def test_subject_and_key_are_as_long_as_an_identifier_may_be_and_no_longer() -> None:
    for longest in ("x" * 128, "\N{CJK UNIFIED IDEOGRAPH-8D37}" * 128, "\U00020000" * 128):
        envelope = read_headers(longest.encode(), headers(ce_subject=longest.encode()))
        assert (envelope.subject, envelope.key) == (longest, longest)
        given = headers(ce_partitionkey=f"{longest}x".encode())
        assert errors_of(f"{longest}x".encode(), given) == [
            ("identifier_format", "ce_partitionkey")
        ]
        assert errors_of(f"{longest}x".encode(), headers()) == [("identifier_format", "key")]


def test_the_refusal_of_a_long_subject_names_field_rule_and_the_value_cut() -> None:
    with pytest.raises(ContractError) as raised:
        read_headers(None, headers(ce_subject=b"long" * 2_000))
    error = raised.value
    assert (error.rule, error.field) == ("identifier_format", "ce_subject")
    assert error.value == "long" * 19 + "l..."
    assert "1 to 128 characters" in str(error)
    assert len(str(error)) < 400


def test_a_kafka_key_that_is_no_text_is_refused() -> None:
    assert errors_of(b"\xff", headers()) == [("attribute_format", "key")]


def test_the_dataschema_ends_in_type_and_version() -> None:
    assert dataschema_of(RepaymentReceived).endswith(f"/{RECEIVED}/{RepaymentReceived.SCHEMA}")


def disagreement(message: Message, key: str | None, subject: str | None) -> list[str]:
    envelope = Envelope("e", "s", message.TYPE, date(2024, 6, 19), key=key, subject=subject)
    try:
        agree(envelope, message)
    except ContractError as error:
        return [error.rule, *(each.rule for each in error.others)]
    return []


def test_key_and_subject_are_obligor_and_loan() -> None:
    message = read(RECEIVED, sample(RECEIVED))
    assert disagreement(message, "C-0007", "L-4801") == []
    assert disagreement(message, "L-4801", "L-4801") == ["key_mismatch"]
    assert disagreement(message, None, "L-4801") == ["key_missing"]
    assert disagreement(message, "C-0007", "C-0007") == ["subject_mismatch"]
    assert disagreement(message, "C-0007", None) == ["subject_missing"]
    assert disagreement(message, None, None) == ["key_missing", "subject_missing"]


def test_a_tick_has_neither_key_nor_subject() -> None:
    tick = BusinessDayClosed(business_date=date(2024, 6, 19))
    assert read(CLOSED, sample(CLOSED)) == tick
    assert disagreement(tick, None, None) == []
    assert disagreement(tick, "C-0007", "L-4801") == ["key_unwanted", "subject_unwanted"]


def test_a_command_about_no_loan_needs_a_key_but_no_subject() -> None:
    message = read("postloan.audit.redrive.v1", sample("postloan.audit.redrive.v1", 2))
    assert disagreement(message, "C-0007", None) == []
    assert disagreement(message, None, None) == ["key_missing"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("ce_time", "time"),
        ("ce_recordedtime", "recorded_time"),
        ("ce_correlationid", "correlation_id"),
        ("ce_causationid", "causation_id"),
        ("traceparent", "traceparent"),
        ("tracestate", "tracestate"),
    ],
)
@pytest.mark.parametrize("value", [b"\xff", b"\x00"])
def test_an_attribute_that_no_fact_hangs_on_is_left_out_when_it_can_not_be_read(
    header: str, field: str, value: bytes
) -> None:
    assert not getattr(read_headers(KEY, headers(**{header: value})), field)


@pytest.mark.parametrize(
    ("header", "field"),
    [("ce_correlationid", "correlation_id"), ("ce_causationid", "causation_id")],
)
def test_the_name_of_a_cause_is_left_out_when_no_id_is_so_long(header: str, field: str) -> None:
    longest = b"c" * LONGEST
    assert getattr(read_headers(KEY, headers(**{header: longest})), field) == longest.decode()
    assert getattr(read_headers(KEY, headers(**{header: longest + b"c"})), field) is None


def test_an_actor_is_no_longer_than_two_persons() -> None:
    longest = "+".join(["\N{GRINNING FACE}" * 128] * 2)
    given = headers(postloan_actor=longest.encode())
    assert read_headers(KEY, given).actor == longest
    given = headers(postloan_actor=b"x" * (LONGEST_ACTOR + 1))
    assert errors_of(KEY, given) == [("attribute_format", "postloan-actor")]


@pytest.mark.parametrize(
    ("day", "taken"),
    [("1899-12-31", False), ("1900-01-01", True), ("2100-12-31", True), ("2101-01-01", False)],
)
def test_a_business_date_is_of_a_century_that_banks_live_in(day: str, taken: bool) -> None:
    given = headers(ce_businessdate=day.encode())
    if taken:
        assert read_headers(KEY, given).business_date == date.fromisoformat(day)
    else:
        assert errors_of(KEY, given) == [("date_format", "ce_businessdate")]
