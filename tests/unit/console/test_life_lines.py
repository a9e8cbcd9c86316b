"""How a life looks while it is played: lines for people, and JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.console.cli import life_lines
from services.console.cli.life_lines import Lines, folded, padded
from services.console.cli.output import width
from services.console.lives.chronicle import Chapter
from tests.unit.console.living import ALONE, CALL, LATE_CALL, LIFE, chapter, event, yuan


def told(lang: Any, made: Chapter, wide: int = 100) -> list[str]:
    lines = Lines(lang, wide).chapter(made)
    return ["".join(cell.text for cell in line).rstrip() for line in lines]


def test_a_blocked_step_in_both_languages() -> None:
    assert told("both", chapter(LATE_CALL, "blocked", "QUIET_HOURS", "CC-01")) == [
        "",
        "2024-03-13  Collection 催收          blocked 已拦截  chen, collector 催收员  QUIET_HOURS",
        "            Another call, at twenty to eleven in the evening",
        "            晚上10点40分再次致电",
    ]


def test_a_refused_step_gives_the_sentence_of_the_service() -> None:
    assert told("en", chapter(ALONE, "refused", "same_person", "liu can't approve alone")) == [
        "",
        "2024-03-14  Monitoring      refused  liu, legal officer + liu  same_person",
        "            One person alone wants to call the loan due",
        "            liu can't approve alone",
    ]


def test_events_stand_below_their_service_and_break_within_the_line() -> None:
    moved = event("collection.CaseMoved", "", state="FIRST_CONTACT_DONE", previous="OPEN")
    judged = event(
        "collection.PromiseJudged", "", promise_id="PR-1", outcome="broken", amount=yuan(1)
    )
    made = replace(chapter(CALL, "taken"), events=(moved, judged), before=True)
    lines = told("both", made, 80)
    assert lines[1:3] == [
        "2024-03-12  Collection 催收          taken 已受理",
        "            chen, collector 催收员  earlier 此前",
    ]
    assert lines[-3:] == [
        "            → Collection 催收          case: open → first contact done",
        "                                       案件：已立案 → 已首次联系",
        "                                       promise PR-1: broken  承诺PR-1：未履行",
    ]
    assert all(width(line) <= 80 for line in lines)


def test_a_day_is_told_only_where_it_led_to_something() -> None:
    silent = event("disposal.LimitationNoted", "")
    assert told("zh", Chapter(date(2024, 3, 11), (silent,))) == []
    moved = event("collection.CaseMoved", "", state="OPEN", previous=None)
    assert told("zh", Chapter(date(2024, 3, 11), (silent, moved)))[1:] == [
        "2024-03-11  日终",
        "            → 催收      案件：已立案",
    ]


def test_the_head_says_what_was_taken_before() -> None:
    english = "3 of 7 steps were taken in an earlier run: they are not sent again."
    chinese = "7步中有3步此前已受理，不再重复发送。"
    lines = ["".join(cell.text for cell in line) for line in Lines("both").head(LIFE, before=3)]
    assert lines == [
        "Five days late  逾期五天",
        "L-9001  2024-01-10 … 2024-03-20  7 steps 步",
        "",
        english,
        chinese,
    ]
    assert len(list(Lines("en").head(LIFE, before=0))) == 2


def test_lines_break_at_blanks_and_anywhere_in_chinese_but_not_before_a_mark() -> None:
    assert list(folded("one two three", 7)) == ["one two", "three"]
    assert list(folded("晚上再次致电", 8)) == ["晚上再次", "致电"]
    assert list(folded("再次致电，无人", 8)) == ["再次致", "电，无人"]
    assert list(folded("", 8)) == []
    assert width(padded("催收", 8)) == 8


def test_a_chapter_as_json_has_both_languages_and_the_codes() -> None:
    moved = event("collection.CaseMoved", "", state="OPEN", previous=None)
    made = replace(chapter(LATE_CALL, "blocked", "QUIET_HOURS", "CC-01"), events=(moved,))
    found = life_lines.document(made)
    assert (found["outcome"], found["code"], found["requested_by"]) == (
        "blocked",
        "QUIET_HOURS",
        "chen",
    )
    assert (found["events"][0]["en"], found["events"][0]["zh"]) == ("case: open", "案件：已立案")
