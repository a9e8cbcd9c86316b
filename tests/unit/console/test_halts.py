"""What stands still, as a person at three in the morning sees it; and its release at audit."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.console.cli import databases, halts, status
from services.console.cli.output import Output, text_of
from tests.unit.console import lines
from tests.unit.console.asking import ReadSide, say

TOPIC = "postloan.monitoring.journal.v1"


class Noted:
    """The notes of one service."""

    def __init__(self, **row: Any) -> None:
        self.row = {
            "topic": "corebank.loan.v1",
            "partition": 2,
            "rule": "missing_predecessor",
            "detail": "position 9 follows 8, but the last one taken is 4",
            "waits_at": 4711,
            "shard": 7,
            "since": datetime(2024, 3, 20, 3, tzinfo=UTC),
        } | row

    async def rows(self, service: str, query: str) -> list[dict[str, Any]]:
        assert ("audit.halt" in query) == (service == "audit")
        return [self.row]


async def told(service: str, **row: Any) -> dict[str, Any]:
    [found] = await halts.gather(Noted(**row), service)  # type: ignore[arg-type]
    return found


async def test_service_place_since_reason_and_offset_are_told() -> None:
    found = await told("monitoring")
    assert found == {
        "service": "monitoring",
        "kind": "inbox",
        "topic": "corebank.loan.v1",
        "partition": 2,
        "waits_at": 4711,
        "shard": None,
        "since": "2024-03-20T03:00:00+00:00",
        "rule": "missing_predecessor",
        "reason": "Position 9 follows 8, but the last one taken is 4.",
    }


async def test_a_relay_waits_at_a_position_of_its_shard() -> None:
    found = await told("classification", rule="relay_stopped", waits_at=77, shard=3)
    assert (found["kind"], found["waits_at"], found["shard"]) == ("relay", 77, 3)
    assert "goes on by itself" in halts.releasable([found])


async def test_read_tables_wait_at_a_position_of_their_shard_and_are_not_released() -> None:
    found = await told("monitoring", topic="monitoring-1", rule="projection_stopped", shard=3)
    assert (found["kind"], found["waits_at"], found["shard"]) == ("read_tables", 4711, 3)
    assert "Read tables that stand still" in halts.releasable([found])
    assert "postloan release" not in halts.releasable([found])
    sheet = halts.sheet(Output(lang="en"), [found])
    assert "read tables stand still" in " ".join(text_of(cell) for cell in sheet.rows[0])


async def test_a_journal_that_audit_stopped_is_told_too() -> None:
    found = await told("audit", topic=TOPIC, rule="link_broken", shard=None)
    assert (found["kind"], found["topic"], found["shard"]) == ("journal", TOPIC, None)


async def test_the_sheet_comes_first_and_names_the_way_out() -> None:
    found = await told("monitoring")
    sheet = halts.sheet(Output(lang="en"), [found])
    text = " ".join(text_of(cell) for cell in sheet.rows[0])
    for words in (
        "Monitoring",
        "corebank.loan.v1/2",
        "4,711",
        "missing predecessor",
        "Position 9",
    ):
        assert words in text
    assert "postloan release monitoring corebank.loan.v1 2" in halts.releasable([found])
    assert halts.releasable([]) == ""
    service = {
        **dict.fromkeys(("name", "last_closed_day", "log"), "monitoring"),
        **dict.fromkeys(("ready", "pid", "events_stored"), None),
        **dict.fromkeys(("not_sent_yet", "agenda_overdue", "parked", "dead_letters"), 0),
        "findings": 0,
        "halted": 1,
        "lag": [],
    }
    places = {"kafka": "k", "databases": {}, "api": "a", "token_file": "t"}
    known = {"halts": [found], "services": [service], "addresses": places, "data": "d"}
    known |= {"last_closed_day": None, "verification": None, "partitions_differ": []}
    first, *_ = status.sheets(Output(lang="en"), known)
    assert first.title == "Halted"
    first, *_ = status.sheets(Output(lang="en"), known | {"halts": []})
    assert first.title == "Services"


def test_a_journal_is_released_at_audit(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ("release", "audit", TOPIC, "3", "--reason", "r", "--actor", "li", "--second", "wang")
    answer = {
        "topic": TOPIC,
        "partition": 3,
        "rule": "link_broken",
        "waited_at": 3,
        "continued_at": 4,
        "given_up": "the record at offset 3",
    }
    audit.answers = {f"/journals/{TOPIC}/3/release": (200, answer)}
    said = say(capsys, *order, "--json")
    assert said.code == 0, said.err
    assert (said.document["accepted"], said.document["continued_at"]) == (True, 4)
    assert audit.posted == [{"reason": "r", "requested_by": "li", "approved_by": "wang"}]
    assert "the record at offset 3" in say(capsys, *order).out
    refusal = {"detail": "it is not halted", "rule": "nothing_halted"}
    audit.answers = {f"/journals/{TOPIC}/3/release": (409, refusal)}
    said = say(capsys, *order)
    assert (said.code, said.err) == (1, "postloan: It is not halted.\n")
    said = say(capsys, *order, "--from", "stored")
    assert said.code == 2


async def test_a_database_that_is_away_is_told_with_what_it_means_and_what_to_do() -> None:
    target = lines.target()
    target = type(target)(
        **{**vars(target), "verifiers": {"monitoring": "postgresql://v:secret@127.0.0.1:1/m"}}
    )
    with pytest.raises(databases.CommandError) as refused:
        await databases.ask(target, "monitoring", "select 1")
    text = str(refused.value)
    for words in ("monitoring", "127.0.0.1:1/m", "Nothing is lost", "go on by themselves"):
        assert words in text
    assert "postloan status" not in text
    assert "secret" not in text
