"""The certificate of a feed, offline: per rule, how often it was looked at, kept and broken.

For core-banking teams, before they send anything. Every line is read exactly as the live system
reads it; besides, what only a whole feed shows: ids used twice, gaps, reversals of nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from contracts.corebank import (
    ChargeAccrued,
    LoanDisbursed,
    RepaymentReceived,
    RepaymentReversed,
    ScheduleChanged,
)
from contracts.errors import RULES, ContractError
from contracts.feed import (
    FEED_TYPES,
    BadLine,
    Examined,
    FeedError,
    FeedLine,
    examine_feed,
    read_feed,
)
from contracts.message import Message, unknown_members
from contracts.rules_of import (
    LINE_RULES,
    between_rules,
    envelope_rules,
    feed_rules,
    field_rules,
)
from contracts.seen import Seen

__all__ = [
    "FEED_TYPES",
    "BadLine",
    "FeedError",
    "FeedLine",
    "Finding",
    "Report",
    "RuleResult",
    "check_feed",
    "read_feed",
]

WARNINGS: Final = frozenset(
    {"open_member", "unknown_receipt", "dataschema_mismatch", "time_missing"}
)
"""Rules whose breach is a work item or a loss of comfort, not a message refused."""

_BUSINESS_IDS: Final[dict[type[Message], str]] = {
    LoanDisbursed: "loan_id",
    RepaymentReceived: "receipt_id",
    RepaymentReversed: "reversal_id",
    ChargeAccrued: "charge_id",
    ScheduleChanged: "change_id",
}
"""What names a fact for good, whatever message carries it."""

_SCHEMA = re.compile(r"/(?P<type>[^/]+)/[0-9]+\.[0-9]+\.[0-9]+$")


@dataclass(frozen=True)
class Finding:
    """One breach: where, what, why."""

    line: int
    rule: str
    field: str
    value: str
    sentence: str


@dataclass
class RuleResult:
    """One rule over the whole feed. A line counts once; ``findings`` are the first few."""

    rule: str
    statement: str
    warning: bool
    passed: int = 0
    failed: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Report:
    """The certificate. ``results`` holds the rules that were looked at, in ``RULES``' order."""

    path: str
    lines: int
    bad_lines: int
    resent: int
    types: dict[str, int]
    results: tuple[RuleResult, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing fails; warnings do not count. An empty feed certifies nothing."""
        return self.lines > 0 and not any(each.failed for each in self.results if not each.warning)

    @property
    def warnings(self) -> int:
        """Lines with a warning, counted per rule."""
        return sum(each.failed for each in self.results if each.warning)

    def to_json(self) -> dict[str, Any]:
        """The certificate as one JSON document."""
        return {
            "path": self.path,
            "passed": self.passed,
            "lines": self.lines,
            "bad_lines": self.bad_lines,
            "resent": self.resent,
            "types": self.types,
            "rules": [
                {
                    "rule": each.rule,
                    "statement": each.statement,
                    "severity": "warning" if each.warning else "failure",
                    "passed": each.passed,
                    "failed": each.failed,
                    "findings": [vars(finding) for finding in each.findings],
                }
                for each in self.results
            ],
        }


def check_feed(path: Path | str, findings: int = 10) -> Report:
    """Check a whole feed; ``findings`` breaches per rule are kept. ``FeedError`` if unreadable."""
    tally = _Tally(findings)
    with Seen() as seen:
        for examined in examine_feed(path):
            tally.add(examined, seen)
    return tally.report(str(path))


class _Tally:
    def __init__(self, findings: int) -> None:
        self._findings = findings
        self._looked: Counter[str] = Counter()
        self._results: dict[str, RuleResult] = {}
        self._types: Counter[str] = Counter()
        self._lines = self._bad = self._resent = 0

    def add(self, examined: Examined, seen: Seen) -> None:
        self._lines += 1
        self._bad += bool(examined.errors)
        if examined.model is not None:
            self._types[examined.model.TYPE] += 1
        for rule in _looked_at(examined):
            self._looked[rule] += 1
        found = [*examined.errors, *self._across(examined, seen)]
        broken: set[str] = set()
        for error in found:
            result = self._result(error.rule)
            if error.rule not in broken:
                result.failed += 1
                broken.add(error.rule)
            if len(result.findings) < self._findings:
                result.findings.append(
                    Finding(examined.line, error.rule, error.field, error.value, error.detail)
                )

    def _across(self, examined: Examined, seen: Seen) -> Iterator[ContractError]:
        """What shows only next to other lines, and what is no refusal but worth a word."""
        envelope, message, payload = examined.envelope, examined.message, examined.payload
        if envelope is None or payload is None:
            return
        before = seen.event(envelope, payload, examined.line)
        if before is not None:
            line, same = before
            if same:
                self._resent += 1
            else:
                detail = f"this source's event of that id on line {line} has another content"
                yield ContractError("id_reused", "id", envelope.id, detail)
            return
        last = seen.sequence(envelope, examined.line)
        if last is not None and envelope.sequence != last + 1:
            detail = f"{last + 1:012d} is expected after {last:012d} of loan {envelope.subject}"
            yield ContractError("sequence_gap", "sequence", f"{envelope.sequence:012d}", detail)
        if not envelope.time:
            yield ContractError("time_missing", "time", "absent", "no time is given")
        if envelope.dataschema is not None and not _names(envelope.dataschema, envelope.type):
            detail = f"it does not end in /{envelope.type}/<semantic version>"
            yield ContractError("dataschema_mismatch", "dataschema", envelope.dataschema, detail)
        if message is not None:
            yield from _about(message, seen, examined.line)
            yield from _said_before(message, seen, examined.line)

    def _result(self, rule: str) -> RuleResult:
        if rule not in self._results:
            self._results[rule] = RuleResult(rule, RULES[rule], rule in WARNINGS)
        return self._results[rule]

    def report(self, path: str) -> Report:
        for rule, looked in self._looked.items():
            result = self._result(rule)
            result.passed = max(looked - result.failed, 0)
        results = tuple(self._results[rule] for rule in RULES if rule in self._results)
        types = dict(sorted(self._types.items()))
        return Report(path, self._lines, self._bad, self._resent, types, results)


def _about(message: Message, seen: Seen, line: int) -> Iterator[ContractError]:
    for place, value in unknown_members(message):
        yield ContractError("open_member", place, value, "it is not known here: a work item")
    if isinstance(message, RepaymentReceived):
        seen.add_receipt(message.loan_id, message.receipt_id, line)
    elif isinstance(message, RepaymentReversed) and not seen.has_receipt(
        message.loan_id, message.receipt_id
    ):
        detail = f"no line before has this receipt of loan {message.loan_id}"
        yield ContractError("unknown_receipt", "receipt_id", message.receipt_id, detail)


def _said_before(message: Message, seen: Seen, line: int) -> Iterator[ContractError]:
    """The loan under another obligor than at first, or one business id with two contents."""
    loan_id, obligor_id = getattr(message, "loan_id", None), getattr(message, "obligor_id", None)
    if loan_id is None or obligor_id is None:
        return
    before = seen.first(("obligor", loan_id), obligor_id, line)
    if before is not None and not before[1]:
        detail = f"loan {loan_id} stands under another obligor on line {before[0]}"
        yield ContractError("obligor_changed", "obligor_id", obligor_id, detail)
    field = _BUSINESS_IDS.get(type(message))
    if field is None:
        return
    value = getattr(message, field)
    content = json.dumps(message.model_dump(mode="json", exclude={"booked_on"}), sort_keys=True)
    before = seen.first((type(message).TYPE, loan_id, value), content, line)
    if before is not None and not before[1]:
        detail = f"line {before[0]} says something else of it; the first one stands"
        yield ContractError("fact_changed", field, value, detail)


def _names(schema: str, ce_type: str) -> bool:
    match = _SCHEMA.search(schema)
    return match is not None and match["type"] == ce_type


def _looked_at(examined: Examined) -> set[str]:
    """The rules that could be looked at in this line, given how far it could be read."""
    looked = {*LINE_RULES, *(error.rule for error in examined.errors)}
    line = examined.document
    if line is None:
        return looked
    looked.update(envelope_rules(line))
    if examined.model is not None:
        data = line.get("data")
        between = between_rules(examined.model, data)
        looked.update(field_rules(examined.model, data))
        if examined.message is not None or any(e.rule in between for e in examined.errors):
            looked |= between
    if examined.envelope is not None:
        looked.update(feed_rules(line))
    return looked
