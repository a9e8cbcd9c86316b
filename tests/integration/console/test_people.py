"""What people are shown and asked: letters closed, work items, halts, a day far ahead.

On the stack of this folder's tests, with loans of their own.
"""

import json
import time
from datetime import date
from typing import Any

import pytest

from contracts.envelope import Envelope, write_headers
from contracts.json_schema import FOLDER
from services.console.cli.topology import UPSTREAM
from services.kit.sharding import partition_of, shard_of
from tests.integration.console.conftest import Console
from tests.integration.console.test_cli import send_raw, through
from tests.unit.console import lines

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]

CORPUS = FOLDER / "corpus"
SEEN_S = 30.0


def test_a_day_far_ahead_is_not_closed_by_a_slip_of_the_finger(console: Console) -> None:
    before = console("status", "--json").document["last_closed_day"]
    said = console("close-day", "2204-06-02")
    assert said.code == 2
    assert "2204-06-02" in said.err
    assert "--yes" in said.err
    through(console)
    assert console("status", "--json").document["last_closed_day"] == before


def open_letters(console: Console) -> list[Any]:
    found: list[Any] = console("dlq", "list", "--json").document["letters"]
    return found


def test_a_letter_that_will_never_be_taken_is_closed_by_two_persons(console: Console) -> None:
    before = open_letters(console)
    send_raw(console.data, "P-1", b"\xff\x00 no JSON", [("odd", b"\xfe")])
    through(console)
    [letter] = [each for each in open_letters(console) if each not in before]
    order = ("dlq", "discard", letter["event_id"], "--reason", "sent again", "--actor", "wang")
    said = console(*order, "--second", "Wang", "--json")
    assert (said.code, said.document["reply"]["code"]) == (1, "same_person")
    said = console(*order, "--second", "li", "--json")
    assert said.code == 0, said.err
    assert open_letters(console) == before
    assert console("status", "--json").document["dead_letters"] == len(before)
    every = console("dlq", "list", "--all", "--json").document["letters"]
    assert {each["event_id"]: each["outcome"] for each in every}[letter["event_id"]] == "discarded"
    shown = console("dlq", "show", letter["event_id"]).out
    for words in ("sent again", "wang + li", "hex:ff00"):
        assert words in shown
    assert console(*order, "--second", "li").code == 1


def test_what_people_should_look_at_is_listed(console: Console) -> None:
    facts = [
        lines.repaid("P-1", "P-1", "2024-06-02", f"seq-{n}", "1.00") | {"sequence": f"{n:012d}"}
        for n in (1, 4)
    ]
    facts[1]["data"]["payer"]["kind"] = "insurer"
    said = console("ingest", str(lines.write(console.home / "odd.jsonl", facts)), "--json")
    assert said.code == 0, said.err
    through(console)
    found = console("items", "--loan", "P-1", "--json").document["items"]
    assert {(each["rule"], each["loan_id"], each["day"]) for each in found} == {
        ("sequence_gap", "P-1", "2024-06-02"),
        ("open_member", "P-1", "2024-06-02"),
    }
    assert any("Messages 2 to 3" in each["what"] for each in found)
    assert any("insurer" in each["what_zh"] for each in found)
    assert console("items", "--loan", "P-2", "--json").document["items"] == []
    assert "sequence_gap" in console("items", "--service", "monitoring").out


def foreign_shard() -> str:
    """An obligor whose shard holds nothing else that these tests look at, nor any closed day."""
    taken = {shard_of(each) for each in ("C-1", "C-2", "C-3", "P-1")} | {0, 1, 2, 3}
    return next(each for n in range(100) if shard_of(each := f"D-{n}") not in taken)


def test_a_halted_partition_is_seen_released_and_goes_on(console: Console) -> None:
    topic, key = "postloan.monitoring.v1", foreign_shard()
    shard = shard_of(key)
    example = CORPUS / "postloan.monitoring.loan-opened.v1" / "1.json"
    opened = json.loads(example.read_text()) | {"loan_id": "D-1", "obligor_id": key}
    envelope = Envelope(
        *("forged", "/postloan/monitoring", "postloan.monitoring.loan-opened.v1"),
        *(date(2024, 6, 2), "2024-06-02T09:00:00+08:00"),
        subject="D-1",
        key=key,
        shard=shard,
        position=9,
        previous=8,
    )
    value = json.dumps(opened).encode()
    send_raw(console.data, key, value, write_headers(envelope), topic)
    partition = partition_of(shard, 4)
    deadline = time.monotonic() + SEEN_S
    hearers = sorted(name for name, topics in UPSTREAM.items() if topic in topics)
    while len(halts := console("status", "--json").document["halts"]) < len(hearers):
        assert time.monotonic() < deadline
    assert sorted(halt["service"] for halt in halts) == hearers
    for halt in halts:
        assert (halt["topic"], halt["partition"]) == (topic, partition)
        assert (halt["rule"], halt["kind"]) == ("missing_predecessor", "inbox")
        assert "position 9 follows 8, but the last one taken is 0" in halt["reason"]
        assert halt["since"]
    assert len({halt["waits_at"] for halt in halts}) == 1, "they stand at the same record"
    shown = console("status").out
    assert shown.index("postloan release classification") > shown.index(f"{topic}/{partition}")
    order = ("release", "classification", topic, str(partition), "--reason", "a test")
    people = ("--actor", "wang", "--second", "li")
    assert console(*order[:3], str((partition + 1) % 4), *order[4:], *people).code == 1
    for service in hearers:
        said = console("release", service, *order[2:], *people, "--json")
        assert said.code == 0, said.err
        assert "positions 1 to 8" in said.document["given_up"]
    through(console)
    while console("status", "--json").document["halts"]:
        assert time.monotonic() < deadline + SEEN_S
    [item] = console("items", "--service", "classification", "--json").document["items"]
    assert (item["kind"], item["rule"]) == ("kit.PartitionReleased", "missing_predecessor")
    assert item["payload"]["approved_by"] == "li"
    assert console(*order, *people).code == 1, "nothing is halted any more"
