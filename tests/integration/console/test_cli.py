"""The command line on the real thing: core banking's feed in, answers out.

The tests of this file build on one another: one stack, one small book, one life after the other.
"""

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.json_schema import examples_of
from tests.integration.console.conftest import Console
from tests.integration.console.letters import dead_letter_topic, redrive, send_raw
from tests.unit.console import lines

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]

FIRST, LAST = date(2024, 1, 1), date(2024, 5, 31)
DUE = ["2024-02-10", "2024-03-10", "2024-04-10"]
OFFICERS = {"requested_by": "wang", "role": "post_loan_officer"}
OFFICERS |= {"approved_by": "li", "approver_role": "risk_reviewer"}


def book() -> list[dict[str, Any]]:
    """Three loans and five months: one pays, one does not, one pays late and it is known later."""
    facts = [
        lines.disbursed("L-1", "C-1", "2024-01-10", DUE),
        lines.disbursed("L-2", "C-2", "2024-01-10", DUE),
        lines.disbursed("L-3", "C-3", "2024-01-10", DUE),
        *(lines.repaid("L-1", "C-1", day, f"L-1-{day}", "101.00") for day in DUE),
        lines.repaid("L-3", "C-3", "2024-02-20", "L-3-1", "303.00"),
    ]
    facts[-1]["data"]["value_date"] = "2024-02-10"
    facts.append(facts[3])  # core banking sends it twice
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    feed = []
    for day in days:
        feed += [each for each in facts if each["businessdate"] == day.isoformat()]
        feed.append(lines.closed(day.isoformat()))
    return feed


def through(console: Console) -> None:
    said = console("wait", "--timeout", "90", "--json")
    assert said.code == 0, said.err
    assert said.document["through"] is True


def test_a_feed_goes_in_and_comes_through(console: Console) -> None:
    feed = book()
    path = lines.write(console.home / "feed.jsonl", feed)
    said = console("ingest", str(path), "--json")
    assert said.code == 0, said.err
    ticks = sum(each["type"].startswith("corebank.business-day") for each in feed)
    assert said.document["sent"] == len(feed)
    assert said.document["records"] == len(feed) + 3 * ticks
    assert "Sent to Kafka" in said.err
    through(console)


def test_the_loan_is_answered_as_known_on_a_day(console: Console) -> None:
    def stage(known_on: str) -> Any:
        days = ("--as-of", "2024-02-15", "--known-on", known_on)
        return console("loan", "L-3", *days, "--json").document["monitoring"]

    assert (stage("2024-02-15")["days_past_due"], stage("2024-02-15")["stage"]) == (5, "M1")
    assert (stage("2024-02-20")["days_past_due"], stage("2024-02-20")["stage"]) == (0, "current")
    difference = console(
        *("loan", "L-3", "--as-of", "2024-02-15"),
        *("--diff-known", "2024-02-15", "2024-02-20", "--json"),
    ).document
    assert "monitoring.days_past_due" in {each["field"] for each in difference["fields"]}
    assert {each["known_in"] for each in difference["events"]} == {"against"}


def test_the_answers_for_people_are_plain_in_a_pipe(console: Console) -> None:
    for question in (
        ["loan", "L-2"],
        ["history", "L-2"],
        ["money", "L-2"],
        ["due", "--on", "2024-05-31", "--service", "collection"],
        ["book", "--since", "2024-02-29"],
        ["loan", "L-3", "--as-of", "2024-02-15", "--diff-known", "2024-02-15", "2024-02-20"],
        ["status"],
        ["dlq", "list"],
    ):
        said = console(*question)
        assert (said.code, said.err) == (0, ""), question
        assert not set("│╭━─\x1b") & set(said.out), question


def test_the_money_of_a_loan_adds_up_as_known_on_a_day(console: Console) -> None:
    """L-3 paid 303.00 for all three instalments by 10 February, which was known on the 20th."""

    def money(loan_id: str, *asked: str) -> Any:
        said = console("money", loan_id, *asked, "--json")
        assert said.code == 0, said.err
        assert said.document["adds_up"] is True
        return {name: each["amount"] for name, each in said.document["proof"].items()}

    paid, unpaid = money("L-1"), money("L-2")
    assert (paid["claimed"], paid["paid"], paid["outstanding"]) == ("303.00", "303.00", "0.00")
    assert (unpaid["claimed"], unpaid["paid"], unpaid["outstanding"]) == (
        "303.00",
        "0.00",
        "303.00",
    )
    days = ("--as-of", "2024-02-15", "--known-on")
    before, after = (money("L-3", *days, known) for known in ("2024-02-15", "2024-02-20"))
    assert (before["paid"], after["paid"]) == ("0.00", "303.00")
    asked_of_nobody = console("money", "L-9")
    assert (asked_of_nobody.code, "No loan L-9." in asked_of_nobody.err) == (1, True)


def test_what_is_due_is_listed_with_its_rule_and_the_overdue_first(console: Console) -> None:
    """L-2 alone never paid: all that is due on the last day is about it."""
    found = console("due", "--json").document
    assert found["on"] == LAST.isoformat()
    assert found["overdue"] > 0
    assert {each["loan_id"] for each in found["due"]} == {"L-2"}
    assert all(each["rule"] or each["article"] for each in found["due"])
    late = [each["overdue"] for each in found["due"]]
    assert late == sorted(late, reverse=True)
    of_collection = console("due", "--service", "collection", "--json").document
    assert of_collection["due"] == [e for e in found["due"] if e["service"] == "collection"]
    notice = next(e for e in of_collection["due"] if e["what"] == "demand_notice")
    assert date.fromisoformat(notice["on"]) < LAST
    early = console("due", "--on", "2024-02-10", "--service", "collection", "--json").document
    assert (early["total"], early["due"]) == (0, [])
    wrong = console("due", "--service", "kitchen")
    assert wrong.code == 2
    assert "kitchen" in wrong.err


def test_history_carries_one_trace_from_core_banking_to_the_class(console: Console) -> None:
    events = console("history", "L-2", "--json").document["events"]
    by_trace: dict[str, set[str]] = {}
    for each in events:
        by_trace.setdefault(each["traceparent"].split("-")[1], set()).add(each["type"])
    assert any(
        {"monitoring.LoanOpened", "classification.LoanClassified"} <= types
        for types in by_trace.values()
    )


def test_the_book_and_the_status_agree_with_the_feed(console: Console) -> None:
    found = console("book", "--json").document
    assert (found["as_of"], found["loans"]) == (LAST.isoformat(), 3)
    status = console("status", "--json").document
    assert status["last_closed_day"] == LAST.isoformat()
    assert (status["parked"], status["dead_letters"]) == (0, 0)
    for service in status["services"]:
        assert service["ready"] is True
        assert Path(service["log"]).exists()
        assert (service["not_sent_yet"], service["agenda_overdue"], service["findings"]) == (
            0,
        ) * 3
        assert {topic["records"] for topic in service["lag"]} == {0}
        os.kill(service["pid"], 0)
    assert Path(status["addresses"]["token_file"]).stat().st_mode & 0o077 == 0


def test_everything_is_verified_and_noted(console: Console) -> None:
    said = console("verify", "--json")
    assert said.code == 0, said.out
    assert said.document["sound"] is True
    assert said.document["links"] == said.document["events"] > 100
    assert console("verify", "L-2", "--json").document["loan_id"] == "L-2"
    mistyped = console("verify", "L-TYPO")
    assert mistyped.code == 1
    assert "There is no loan L-TYPO" in mistyped.err
    assert console("status", "--json").document["verification"]["sound"] is True


def test_an_officers_command_is_answered_by_the_service(console: Console) -> None:
    fields = {"loan_id": "L-2", "class": "doubtful", "reason": "flood", **OFFICERS}
    said = console("send", "classification", "override-class", json.dumps(fields), "--json")
    assert said.code == 0, said.err
    assert said.document["accepted"] is True
    assert said.document["reply"]["event_ids"]
    through(console)
    classified = console("loan", "L-2", "--as-of", "2024-06-01", "--json").document
    assert classified["classification"]["class"] == "doubtful"
    alone = fields | {"approved_by": "wang"}
    said = console("send", "classification", "override-class", json.dumps(alone), "--json")
    assert said.code == 1
    assert said.document["reply"]["code"] == "same_person"


def test_a_blocked_act_is_answered_as_blocked(console: Console) -> None:
    """CC-01. The officer was told ``accepted``, and believed that he might call at 22:40."""
    [example, *_] = examples_of("postloan.collection.make-call.v1")
    call = json.loads(example.read_text("utf-8"))
    call |= {"loan_id": "L-2", "done_on": LAST.isoformat(), "at": f"{LAST}T22:40:00+08:00"}
    del call["obligor_id"]
    said = console("send", "collection", "make-call", json.dumps(call), "--json")
    assert said.code == 3, said.err
    told = said.document["blocked"]
    assert (told["code"], told["rule"]) == ("QUIET_HOURS", "CC-01")
    again = console("send", "collection", "make-call", json.dumps(call))
    assert again.code == 1, again.err
    assert "already_blocked 同一行为已被拦截" in again.out
    shown = console(
        "send", "collection", "make-call", json.dumps(call | {"contact_id": "CT-2240"})
    )
    assert shown.code == 3, shown.err
    parts = ("blocked 已拦截", "quiet hours 静默时段联系", "CC-01", told["policy_id"])
    for part in (*parts, told["alternative_en"], told["alternative_zh"]):
        assert part in shown.out
    assert "accepted" not in shown.out
    through(console)
    for act in console("blocked", "--json").document["blocked"]:
        assert {name: act[name] for name in told if name in act} == {
            name: text for name, text in told.items() if not name.startswith("code_")
        }
    events = console("history", "L-2", "--json").document["events"]
    of_call = [each for each in events if each["type"].endswith("ProhibitedActionBlocked")]
    assert [each["actor"] for each in of_call] == ["chen", "chen"]


def test_a_day_is_closed_from_the_console_and_twice_is_once(console: Console) -> None:
    for _ in range(2):
        assert console("close-day", "2024-06-01", "--json").document["records"] == 4
    through(console)
    assert console("status", "--json").document["last_closed_day"] == "2024-06-01"


def test_a_poisonous_message_is_kept_shown_and_not_taken(console: Console) -> None:
    send_raw(console.data, "C-2", b"\xff\x00 no JSON", [("odd", b"\xfe")])
    through(console)
    [letter] = console("dlq", "list", "--service", "monitoring", "--json").document["letters"]
    assert (letter["kind"], letter["open"], letter["rule"]) == (
        "dead_letter",
        True,
        "attribute_missing",
    )
    shown = console("dlq", "show", letter["event_id"], "--json").document["message"]
    assert (shown["key"], shown["headers"]) == ("C-2", [["odd", "hex:fe"]])
    assert shown["value"].startswith("hex:ff00")
    said = redrive(console, letter["event_id"], "--json")
    assert said.code == 1
    assert said.document["reply"]["code"] == "attribute_missing"
    assert console("status", "--json").document["dead_letters"] == 1
    assert letter["event_id"] in dead_letter_topic(console.data)


def test_the_way_of_a_letter_that_is_not_there_is_told(console: Console) -> None:
    nobody = "6a2f41a3-c54c-4fe8-a1dc-6a5a5a2f8b9a"
    assert console("dlq", "show", nobody).code == 1
    said = redrive(console, "loan-L-9")
    assert said.code == 1
    assert "'loan-L-9'" in said.err
    assert "postloan dlq list" in said.err


def test_an_unknown_loan_is_one_sentence(console: Console) -> None:
    said = console("loan", "L-9", "--json")
    assert said.code == 1
    assert said.document == {"error": "No loan L-9.", "exit_code": 1}


def test_a_second_stack_on_the_same_folder_is_refused(console: Console) -> None:
    said = console("up")
    assert said.code == 1
    assert "Another stack" in said.err
    assert "Traceback" not in said.err


def test_the_demo_ends_by_itself_and_a_second_one_goes_on_with_the_data(tmp_path: Path) -> None:
    home = tmp_path_for_servers(tmp_path)
    console = Console(home)
    feed = lines.write(home / "feed.jsonl", book())
    said = console("demo", str(feed), "--json", seconds=240)
    assert said.code == 0, said.err
    summary = said.document
    assert summary["feed"]["lines"] == len(book())
    assert summary["duplicates_dropped"] == 1
    assert summary["closed_days"]["days"] == (LAST - FIRST).days + 1
    assert summary["verification"]["sound"] is True
    assert "The servers have ended; the data stay." in said.err
    again = console("demo", str(feed), "--json", seconds=240)
    assert "was sent before" in again.err
    for same in ("feed", "events_stored", "book", "closed_days", "duplicates_dropped"):
        assert again.document[same] == summary[same]


def tmp_path_for_servers(path: Path) -> Path:
    """A folder that the user whom root lends to PostgreSQL may enter."""
    for each in (path, path.parent, path.parent.parent):
        each.chmod(0o711)
    return path
