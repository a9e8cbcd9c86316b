"""What a step led to, how it ended, and how that is told in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.catalogue import DECIDING
from services.audit.registry import REGISTRY
from services.console.cli.errors import CommandError
from services.console.cli.playing import open_days, too_late
from services.console.lives.chronicle import (
    Chapter,
    Chronicle,
    Outcome,
    answered_otherwise,
    chapters,
    outcome,
    unmet,
)
from services.console.lives.sentences import SENTENCES
from services.console.lives.telling import money, sentence
from tests.unit.console.living import (
    ALONE,
    CALL,
    LATE_CALL,
    LIFE,
    PAID,
    PROMISE,
    chapter,
    event,
    yuan,
)

NOBODY: frozenset[int] = frozenset()

# -- what belongs to what -----------------------------------------------------------------------


def test_events_stand_with_the_step_that_led_to_them_and_the_rest_with_the_day() -> None:
    opened = event("collection.CaseMoved", "a tick", "2024-03-10", state="OPEN", previous=None)
    called = event("collection.CaseMoved", CALL.envelope.id, state="FIRST_CONTACT_DONE")
    broken = event("collection.PromiseJudged", "a tick", "2024-03-13", outcome="broken")
    told = chapters([CALL, PROMISE], NOBODY, [opened, called, broken])
    assert [(each.on.isoformat(), each.step and each.step.number) for each in told] == [
        ("2024-03-10", None),
        ("2024-03-12", 3),
        ("2024-03-12", 4),
        ("2024-03-13", None),
    ]
    assert [each.events for each in told] == [(opened,), (called,), (), (broken,)]


def test_what_a_day_led_to_stands_behind_the_steps_of_that_day() -> None:
    ended = event("collection.PromiseJudged", "a tick", "2024-03-12")
    told = chapters([CALL, PROMISE, LATE_CALL], NOBODY, [ended])
    assert [each.step is None for each in told] == [False, False, True, False]


def test_news_are_told_once_in_their_order_also_where_two_loans_share_them() -> None:
    first, second = event("a.B", "x", at="1.2"), event("a.B", "x", at="1.10")
    chronicle = Chronicle()
    assert chronicle.news([{"events": [second]}, {"events": [first, second]}]) == [first, second]
    later = event("a.B", "x", at="2.0")
    assert chronicle.news([{"events": [first, later]}]) == [later]


# -- how a step ended ---------------------------------------------------------------------------


def test_a_fact_without_an_event_was_known_and_a_command_without_one_was_not_taken() -> None:
    assert outcome(PAID, []) == Outcome("repeated")
    assert outcome(CALL, []) == Outcome("not_taken")
    assert unmet(chapter(PAID, "repeated")) == (
        f"step {PAID.number} of {PAID.on} (corebank.repayment-received.v1): expected to be taken, "
        "but it was repeated."
    )


@pytest.mark.parametrize(
    ("made", "ended"),
    [
        (event("collection.CollectionCallMade", ""), Outcome("taken")),
        (
            event("kit.CommandRejected", "", code="case_unknown", detail="no case"),
            Outcome("refused", "case_unknown", "no case"),
        ),
        (
            event("collection.ProhibitedActionBlocked", "", code="QUIET_HOURS", rule="CC-01"),
            Outcome("blocked", "QUIET_HOURS", "CC-01"),
        ),
        (
            event("kit.MessageParked", "", rule="handler_failed", detail="KeyError"),
            Outcome("not_taken", "handler_failed", "KeyError"),
        ),
        (event("collection.FactSetAside", "", reason="early"), Outcome("set_aside", "early")),
        (event("collection.FactRepeated", ""), Outcome("repeated")),
        (event("litigation.ReferralNoted", ""), Outcome("not_taken")),
    ],
)
def test_how_a_step_ended_is_read_from_its_own_services_events(
    made: dict[str, Any], ended: Outcome
) -> None:
    assert outcome(CALL, [made]) == ended


@pytest.mark.parametrize(
    "met",
    [
        chapter(CALL, "taken"),
        chapter(LATE_CALL, "blocked", "QUIET_HOURS", "CC-01"),
        chapter(ALONE, "refused", "same_person", "liu can't approve an own request"),
        chapter(replace(PAID, ends="repeated"), "repeated"),
        chapter(replace(PAID, ends="set_aside"), "set_aside", "differs_from_first"),
        Chapter(CALL.on, ()),
    ],
)
def test_a_step_that_ended_as_its_life_says_is_met(met: Chapter) -> None:
    assert unmet(met) is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            chapter(CALL, "refused", "case_unknown", "no case."),
            "to be taken, but it was refused with 'case_unknown': no case.",
        ),
        (
            chapter(LATE_CALL, "taken"),
            "expected to be blocked with 'QUIET_HOURS', but it was taken.",
        ),
        (
            chapter(LATE_CALL, "blocked", "SOLO_VISIT", "COL-96"),
            "blocked with 'QUIET_HOURS', but it was blocked with 'SOLO_VISIT': COL-96.",
        ),
        (chapter(ALONE, "refused", "loan_unknown", "x"), "refused with 'same_person', but"),
        (chapter(PAID, "repeated"), "expected to be taken, but it was repeated."),
        (chapter(PAID, "set_aside", "unknown"), "was set aside with 'unknown'."),
        (chapter(replace(PAID, ends="set_aside"), "taken"), "to be set aside, but it was taken."),
    ],
)
def test_a_step_that_ended_otherwise_is_one_sentence(wrong: Chapter, words: str) -> None:
    assert words in (unmet(wrong) or "")


YES: dict[str, Any] = {"accepted": True, "blocked": None}
NO: dict[str, Any] = {"accepted": False, "blocked": None}
KEPT: dict[str, Any] = {"accepted": True, "blocked": {"code": "QUIET_HOURS"}}


@pytest.mark.parametrize(
    ("step", "reply", "otherwise"),
    [
        (CALL, YES, False),
        (CALL, NO, True),
        (CALL, KEPT, True),
        (LATE_CALL, KEPT, False),
        (LATE_CALL, KEPT | {"blocked": {"code": "SOLO_VISIT"}}, True),
        (LATE_CALL, YES, True),
        (LATE_CALL, NO, True),
        (ALONE, NO, False),
        (ALONE, YES, True),
        (ALONE, KEPT, True),
    ],
)
def test_an_answer_that_is_not_the_one_of_the_life_stops_it_at_once(
    step: Any, reply: dict[str, Any], otherwise: bool
) -> None:
    assert answered_otherwise(step, reply) is otherwise


# -- days ---------------------------------------------------------------------------------------


def test_every_day_between_two_steps_is_closed_and_none_twice() -> None:
    first = date(2024, 1, 10)
    assert list(open_days(None, first, first)) == []
    assert list(open_days(None, first, date(2024, 1, 12))) == [first, date(2024, 1, 11)]
    assert list(open_days(first, first, date(2024, 1, 13))) == [
        date(2024, 1, 11),
        date(2024, 1, 12),
    ]
    assert list(open_days(date(2024, 2, 1), first, date(2024, 1, 13))) == []


def test_a_stack_that_is_past_a_step_is_refused_and_says_what_to_do() -> None:
    too_late(LIFE, NOBODY, None)
    too_late(LIFE, NOBODY, date(2024, 1, 9))
    too_late(LIFE, frozenset({1}), date(2024, 2, 9))
    with pytest.raises(CommandError, match=r"Step 1 is on 2024-01-10.* closed up to 2024-01-10"):
        too_late(LIFE, NOBODY, date(2024, 1, 10))
    with pytest.raises(CommandError, match="Step 2 is on 2024-02-10"):
        too_late(LIFE, frozenset({1}), date(2024, 2, 10))
    too_late(LIFE, frozenset(step.number for step in LIFE.steps), date(2030, 1, 1))


# -- sentences ----------------------------------------------------------------------------------


def test_every_sentence_is_of_a_stored_event_and_asks_for_its_fields_only() -> None:
    stored = {each.NAME: each for kind in REGISTRY.kinds for each in kind.decider.events}
    assert set(SENTENCES) <= set(stored)
    assert {name.partition(".")[0] for name in SENTENCES} == set(DECIDING)
    made = {"moved", "brought", "parts", "corrected", "until", "claim", "sold", "reasons"}
    for name, texts in SENTENCES.items():
        fields = set(stored[name].__struct_fields__) | made
        for text in texts:
            asked = {part.partition("}")[0] for part in text.split("{")[1:]}
            assert asked <= fields, (name, asked - fields)


@pytest.mark.parametrize(
    ("made", "en", "zh"),
    [
        (
            event(
                "monitoring.MoneyAllocated",
                "",
                received=yuan(4230000),
                parts=[["a", "principal", 1668200], ["a", "cost", 715000], ["b", "cost", 0]],
                principal_outstanding=yuan(24331800),
            ),
            "42,300.00 received: costs 7,150.00, principal 16,682.00; principal left 243,318.00",
            "入账42,300.00：费用 7,150.00、本金 16,682.00；剩余本金243,318.00",
        ),
        (
            event(
                "monitoring.MoneyAllocated",
                "",
                receipt_id=None,
                received=None,
                parts=[["2", "interest", 6667], ["2", "principal", 645000]],
                principal_outstanding=yuan(6021668),
            ),
            "unapplied money used: interest 66.67, principal 6,450.00; principal left 60,216.68",
            "使用待分配款：利息 66.67、本金 6,450.00；剩余本金60,216.68",
        ),
        (
            event(
                "classification.LoanClassified",
                "",
                risk_class="loss",
                previous_class="doubtful",
                reasons=["overdue_more_than_360_days"],
            ),
            "class: doubtful → loss (more than 360 days overdue)",
            "分类：可疑 → 损失（逾期超过360天）",
        ),
        (
            event("collection.CaseMoved", "", state="OPEN", previous=None),
            "case: open",
            "案件：已立案",
        ),
        (
            event("litigation.SuitFiled", "", claim=[0, 0, 1, 2, 97], claim_day="2024-06-25"),
            "claim 1.00, reckoned to 2024-06-25",
            "诉请1.00，计至2024-06-25",
        ),
        (
            event("litigation.AuctionHeld", "", round=1, starting_price=yuan(100), sold=False),
            "auction 1 from 1.00: not sold",
            "第1次拍卖，起拍价1.00：流拍",
        ),
        (
            event("guarantee.ClockSet", "", clock="limitation", guarantor_id="G", state="stopped"),
            "limitation on G: stopped",
            "G诉讼时效：停止计算",
        ),
        (event("collection.CollectionCallMade", ""), None, None),
    ],
)
def test_an_event_in_both_languages(made: dict[str, Any], en: str | None, zh: str | None) -> None:
    assert (sentence(made, "en"), sentence(made, "zh")) == (en, zh)


def test_arrears_are_told_where_their_stage_changes_only() -> None:
    grown: dict[str, Any] = {"days_past_due": 40, "overdue": yuan(100), "stage": "M2"}
    changed = event("monitoring.ArrearsChanged", "", previous_stage="M1", **grown)
    assert sentence(changed, "en") == "M1 → M2, days past due 40, overdue 1.00"
    assert (
        sentence(event("monitoring.ArrearsChanged", "", previous_stage="M2", **grown), "en")
        is None
    )


def test_what_takes_the_place_of_something_is_told_as_judged_again() -> None:
    made = event("collection.CaseMoved", "", state="CURED", previous="FOLLOW_UP", corrects=[7])
    assert sentence(made, "en") == "judged again, case: follow-up → cured"
    assert sentence(made, "zh") == "重新认定，案件：持续跟进 → 已结清欠款"
    gone = event("collection.EntriesWithdrawn", "", corrects=[7, 8])
    assert sentence(gone, "en") == "2 earlier conclusions withdrawn"


def test_another_currency_is_named() -> None:
    assert money(123456, "CNY") == "1,234.56"
    assert money(123456, "JPY") == "123,456 JPY"
