"""The certificate: each rule counted, each breach with line, field, value and sentence."""

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from contracts.check import BadLine, FeedError, FeedLine, Report, RuleResult, check_feed, read_feed
from contracts.errors import RULES
from contracts.feed import LONGEST_LINE
from tests.unit.contracts.samples import (
    CHANGED,
    CLOSED,
    DISBURSED,
    RECEIVED,
    REVERSED,
    line,
    put,
    sample,
)

GOOD = line(RECEIVED, sample(RECEIVED))


def feed(folder: Path, *lines: dict[str, Any] | bytes, name: str = "feed.jsonl") -> Path:
    """A feed file; a dictionary becomes one line of JSON, bytes stand as they are."""
    raw = b"".join(
        (each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode())
        + b"\n"
        for each in lines
    )
    path = folder / name
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def result(report: Report, rule: str) -> RuleResult:
    return next(each for each in report.results if each.rule == rule)


def failing(report: Report) -> dict[str, int]:
    return {each.rule: each.failed for each in report.results if each.failed}


BREACHES: list[tuple[dict[str, Any] | bytes, str, str]] = [
    (b"{", "not_json", "line"),
    (b"\xff", "not_json", "line"),
    (b'{"id": NaN}', "not_json", "line"),
    (b"[1]", "not_object", "line"),
    (b'"' + b"x" * (LONGEST_LINE + 1) + b'"', "line_length", "line"),
    (line("corebank.dividend-paid.v1", sample(RECEIVED)), "unknown_type", "type"),
    (line("corebank.repayment-received.v2", sample(RECEIVED)), "unknown_version", "type"),
    (
        line("postloan.audit.redrive.v1", sample("postloan.audit.redrive.v1")),
        "unknown_type",
        "type",
    ),
    (GOOD | {"partitionkey": "L-4801"}, "key_mismatch", "partitionkey"),
    (GOOD | {"subject": "C-0007"}, "subject_mismatch", "subject"),
    (GOOD | {"time": "noon"}, "time_format", "time"),
    *(
        (line(RECEIVED, put(sample(RECEIVED), "amount.amount", amount)), rule, "amount")
        for amount, rule in [
            ("1234.5", "money_digits"),
            ("1e3", "money_format"),
            (1234.5, "money_number"),
            ("-1.00", "money_negative"),
            ("0.00", "money_zero"),
        ]
    ),
    (
        line(DISBURSED, put(sample(DISBURSED), "principal.amount", "1.00")),
        "schedule_sum",
        "schedule",
    ),
    (line(DISBURSED, put(sample(DISBURSED), "schedule", [])), "schedule_empty", "schedule"),
]


@pytest.mark.parametrize(("bad", "rule", "field"), BREACHES)
def test_a_breach_is_reported_where_it_stands(
    tmp_path: Path, bad: dict[str, Any] | bytes, rule: str, field: str
) -> None:
    tick = line(CLOSED, sample(CLOSED), id="tick")
    report = check_feed(feed(tmp_path, tick, bad))
    assert not report.passed
    assert failing(report) == {rule: 1}
    (finding,) = result(report, rule).findings
    assert (finding.line, finding.rule, finding.field) == (2, rule, field)
    assert finding.sentence
    assert len(finding.value) <= 80
    assert (report.lines, report.bad_lines) == (2, 1)
    read = list(read_feed(tmp_path / "feed.jsonl"))
    assert isinstance(read[0], FeedLine)
    assert isinstance(read[1], BadLine)
    assert [each.rule for each in read[1].errors] == [rule]
    assert [each.line for each in read_feed(tmp_path / "feed.jsonl", skip_bad=True)] == [1]


def test_a_rule_counts_the_lines_in_which_it_was_looked_at(tmp_path: Path) -> None:
    report = check_feed(
        feed(
            tmp_path,
            line(CLOSED, sample(CLOSED), id="a"),
            line(RECEIVED, sample(RECEIVED), id="b"),
            line(RECEIVED, put(sample(RECEIVED), "amount.amount", 1), id="c"),
            b"{",
        )
    )
    assert (result(report, "not_json").passed, result(report, "not_json").failed) == (3, 1)
    assert (result(report, "money_number").passed, result(report, "money_number").failed) == (1, 1)
    assert result(report, "money_zero").passed == 1
    assert result(report, "key_unwanted").passed == 1
    looked_at = {each.rule for each in report.results}
    assert not looked_at & {"allocation_sum", "sequence_gap", "rate_format", "schedule_sum"}
    assert [each.rule for each in report.results] == [rule for rule in RULES if rule in looked_at]


def numbered(number: int, sequence: int, loan: str = "L-4801") -> dict[str, Any]:
    payload = put(put(sample(RECEIVED), "receipt_id", f"R-{number}"), "loan_id", loan)
    return line(RECEIVED, payload, id=f"e-{number}", sequence=f"{sequence:012d}")


def test_a_sequence_rises_by_one_per_loan_from_wherever_it_starts(tmp_path: Path) -> None:
    steady = [numbered(1, 41), numbered(2, 1, "L-2"), numbered(3, 42), numbered(4, 2, "L-2")]
    report = check_feed(feed(tmp_path, *steady))
    assert report.passed
    assert result(report, "sequence_gap").passed == 4
    for number, sequence in ((5, 44), (6, 42), (7, 1)):
        broken = check_feed(feed(tmp_path, *steady, numbered(number, sequence)))
        assert failing(broken) == {"sequence_gap": 1}
        (finding,) = result(broken, "sequence_gap").findings
        assert (finding.line, finding.value) == (5, f"{sequence:012d}")
        assert "000000000043 is expected" in finding.sentence


def test_a_re_send_is_no_breach_but_an_id_with_other_content_is(tmp_path: Path) -> None:
    again = check_feed(feed(tmp_path, numbered(1, 1), numbered(1, 1), numbered(2, 2)))
    assert again.passed
    assert again.resent == 1
    other = line(RECEIVED, put(sample(RECEIVED), "amount.amount", "1.00"))
    reused = check_feed(feed(tmp_path, GOOD, other))
    assert failing(reused) == {"id_reused": 1}
    assert "line 1" in result(reused, "id_reused").findings[0].sentence
    own = put(other, "data.receipt_id", "R-other") | {"source": "/corebank/other"}
    assert check_feed(feed(tmp_path, GOOD, own)).passed


def test_one_receipt_says_one_thing_whatever_message_carries_it(tmp_path: Path) -> None:
    again = put(GOOD, "data.booked_on", "2024-03-29") | {"id": "e-again"}
    assert check_feed(feed(tmp_path, GOOD, again)).passed  # booked again, the same money
    other = put(GOOD, "data.amount.amount", "1.00") | {"id": "e-other"}
    report = check_feed(feed(tmp_path, GOOD, other))
    assert failing(report) == {"fact_changed": 1}
    found = result(report, "fact_changed").findings[0]
    assert (found.line, found.field) == (2, "receipt_id")
    assert "line 1" in found.sentence


def test_a_loan_stands_under_one_obligor(tmp_path: Path) -> None:
    moved = put(GOOD, "data.obligor_id", "C-other") | {"id": "e-2", "partitionkey": "C-other"}
    moved = put(moved, "data.receipt_id", "R-other")
    report = check_feed(feed(tmp_path, GOOD, moved))
    assert failing(report) == {"obligor_changed": 1}
    found = result(report, "obligor_changed").findings[0]
    assert (found.line, found.value) == (2, "C-other")


def test_a_reversal_of_a_receipt_that_never_came_is_a_warning(tmp_path: Path) -> None:
    reversal = line(REVERSED, sample(REVERSED), id="e-2")
    assert check_feed(feed(tmp_path, GOOD, reversal)).warnings == 0
    report = check_feed(feed(tmp_path, reversal, GOOD))
    assert report.passed
    assert report.warnings == 1
    assert failing(report) == {"unknown_receipt": 1}
    elsewhere = put(GOOD, "data.loan_id", "L-2") | {"subject": "L-2"}
    assert check_feed(feed(tmp_path, elsewhere, reversal)).warnings == 1


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (line(CHANGED, sample(CHANGED, 3)), "open_member"),
        (line(RECEIVED, sample(RECEIVED), time=None), "time_missing"),
        (GOOD | {"dataschema": "https://bank.example/repayment/1.0.0"}, "dataschema_mismatch"),
    ],
)
def test_what_is_no_refusal_is_a_warning(tmp_path: Path, given: dict[str, Any], rule: str) -> None:
    report = check_feed(feed(tmp_path, given))
    assert report.passed
    assert failing(report) == {rule: 1}
    assert result(report, rule).warning


def test_a_dataschema_that_names_type_and_version_is_kept(tmp_path: Path) -> None:
    given = GOOD | {"dataschema": f"https://bank.example/{RECEIVED}/1.4.0"}
    report = check_feed(feed(tmp_path, given))
    assert (result(report, "dataschema_mismatch").passed, report.warnings) == (1, 0)


def test_only_the_first_findings_are_kept_but_all_are_counted(tmp_path: Path) -> None:
    report = check_feed(feed(tmp_path, *[b"{"] * 25), findings=3)
    assert result(report, "not_json").failed == 25
    assert [each.line for each in result(report, "not_json").findings] == [1, 2, 3]


def test_the_report_is_one_json_document(tmp_path: Path) -> None:
    report = check_feed(feed(tmp_path, GOOD, b"{"))
    document = json.loads(json.dumps(report.to_json()))
    assert document["passed"] is False
    assert document["types"] == {RECEIVED: 1}
    assert {"rule", "statement", "severity", "passed", "failed", "findings"} == set(
        document["rules"][0]
    )


def test_gzip_blank_lines_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    good = json.dumps(GOOD).encode()
    path = feed(tmp_path, b"", good + b"\r", b"  ", name="feed.jsonl.gz")
    report = check_feed(path)
    assert report.passed
    assert report.lines == 1
    assert [each.line for each in read_feed(path)] == [2]


def test_an_empty_feed_certifies_nothing(tmp_path: Path) -> None:
    assert not check_feed(feed(tmp_path)).passed


def test_a_file_that_cannot_be_read_is_one_clear_sentence(tmp_path: Path) -> None:
    sound = feed(tmp_path, *[GOOD] * 50, name="sound.jsonl.gz").read_bytes()
    (tmp_path / "cut.jsonl.gz").write_bytes(sound[:-20])
    (tmp_path / "not.jsonl.gz").write_bytes(b"{}\n")
    for name, words in [
        ("absent.jsonl", "can't be read"),
        ("cut.jsonl.gz", "cut off"),
        ("not.jsonl.gz", "not a sound gzip file"),
        ("", "can't be read"),
    ]:
        with pytest.raises(FeedError, match=words):
            check_feed(tmp_path / name)


def test_memory_does_not_grow_with_the_feed(tmp_path: Path) -> None:
    path = feed(tmp_path, *(numbered(each, each) for each in range(5000)))
    check_feed(path)
    tracemalloc.start()
    try:
        assert check_feed(path).passed
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size / 2
