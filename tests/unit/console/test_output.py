"""Tables for people: plain in a pipe, ruled on a terminal, in two languages."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.collection.domain.view import document
from services.console.cli import case_sheets
from services.console.cli.case_tables import GUARANTORS, table
from services.console.cli.output import (
    NOTHING,
    Cell,
    Column,
    Output,
    Sheet,
    instant,
    money,
    share,
    width,
)
from services.console.cli.words import WORDS, label
from tests.unit.collection.story import lived

ROOT = Path(__file__).parents[3]
SHEET = Sheet(
    "Stage 阶段",
    [Column("stage"), Column("loans", right=True)],
    [[Cell("current 正常", "green", "below"), "354"], ["M7+", "36"]],
)
SHOWN = """
import sys
from tests.unit.console.test_output import SHEET
from services.console.cli.output import Output
Output().sheets(SHEET)
"""


def test_columns_stand_below_each_other_in_a_pipe_also_in_chinese(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Output().sheets(SHEET)
    title, head, first, second = capsys.readouterr().out.splitlines()
    assert title == "Stage 阶段"
    assert {width(line) for line in (head, first, second)} == {width(first)}
    assert first.split() == ["current", "正常", "below", "354"]


def test_a_debt_that_guarantee_does_not_know_is_no_dash_but_a_reason() -> None:
    names = ("notified_on", "demanded_on", "demanded", "paid", "liable", "liable_unknown")
    told = {"guarantor_id": "G-1", "kind": "joint", "state": "registered"}
    rows: list[dict[str, Any]] = [
        {**dict.fromkeys(names), **told, "liable_unknown": "never_in_arrears"},
        {**dict.fromkeys(names), **told, "liable": {"amount": "1000.00"}},
    ]
    (sheet,) = table(Output(lang="en"), "guarantors", GUARANTORS, rows)
    assert [row[2] for row in sheet.rows] == ["not kept here: never in arrears", "1,000.00"]


@pytest.mark.parametrize(
    ("lang", "word", "stages", "now"),
    [
        ("en", "Phone stage", ("", "final stage"), "final stage  2024-04-01"),
        ("zh", "电话催收阶段", ("", "最后催收"), "最后催收  2024-04-01"),
    ],
)
def test_the_phone_stage_is_shown_with_the_case_and_each_call(
    lang: str, word: str, stages: tuple[str, str], now: str
) -> None:
    """Rules: COL-142."""
    seen = lived().seen("2024-04-01")
    assert seen is not None
    part = document(seen)
    case, contacts, *_ = case_sheets.collection(Output(lang=lang), part)
    assert [word, now] in case.rows
    below = [row[1].more for row in contacts.rows if isinstance(row[1], Cell)]
    assert (below[-2], below[-1]) == stages
    part |= {"phone_stage": None, "phone_stage_since": None}
    case, *_ = case_sheets.collection(Output(lang=lang), part)
    assert [word, NOTHING] in case.rows


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    Output().sheets(Sheet("Dead letters", [Column("rule")], [], empty="none"))
    assert capsys.readouterr().out == "Dead letters\nnone\n"


def on_terminal(environment: dict[str, str]) -> str:
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SHOWN],
        stdout=follower,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    ) as process:
        assert process.wait(timeout=60) == 0
        os.close(follower)
        shown = os.read(leader, 65536).decode()
    os.close(leader)
    return shown


def test_a_terminal_gets_rules_and_colours_and_no_color_is_obeyed() -> None:
    coloured = on_terminal({})
    assert "─" in coloured
    assert "\x1b[32m" in coloured
    plain = on_terminal({"NO_COLOR": "1"})
    assert "─" in plain
    assert "\x1b[32m" not in plain


def test_every_word_has_a_label_in_both_languages() -> None:
    for english, chinese in WORDS.values():
        assert english
        assert chinese
        assert any(ord(each) > 0x2E7F for each in chinese)


def test_labels_come_in_both_languages_or_in_one() -> None:
    assert label("stage", "both") == "Stage 阶段"
    assert label("stage", "en") == "Stage"
    assert label("stage", "zh") == "阶段"
    assert label("a_word_of_an_open_list", "zh") == "a word of an open list"


def test_figures_are_written_for_people() -> None:
    assert money({"amount": "1234567.50", "currency": "CNY"}) == "1,234,567.50 CNY"
    assert money({"amount": "0.00", "currency": "CNY"}) == "0.00 CNY"
    assert share("0.355932") == "35.59%"
    assert instant("2024-06-30T10:00:00.123+00:00") == "2024-06-30 10:00:00Z"
    assert instant("2024-06-30T10:00:00+08:00") == "2024-06-30 10:00:00+08:00"
