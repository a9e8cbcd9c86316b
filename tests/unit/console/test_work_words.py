"""Words of `loan`, `money`, `due` and `blocked`: both languages, figures with their rules, titles."""

from __future__ import annotations

import re
from typing import Any

import pytest

from services.console.cli import due_sheets, history_sheets, loan_sheets, money_sheets
from services.console.cli.output import Output, text_of
from tests.unit.console.asking import ReadSide, say
from tests.unit.console.documents import HISTORY
from tests.unit.console.test_work import answers, sheets

LEFT = re.compile(r"\b[a-z][a-z_]{2,}\b(?![.\w-])")
"""An English word or a code; ids with digits, dots or dashes are none."""
NAMES = {"chen", "liu", "sun", "asset"}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (loan_sheets.loan, "/loans/L-4801"),
        (loan_sheets.loan, "end"),
        (money_sheets.sheets, "/loans/L-4801/money"),
        (due_sheets.due, "/due"),
        (due_sheets.blocked, "/blocked"),
    ],
)
def test_in_chinese_no_code_is_left_in_english(kind: Any, path: str) -> None:
    texts = [text_of(c) for sheet in sheets(kind, path, "zh") for row in sheet.rows for c in row]
    left = {word for text in texts for word in LEFT.findall(text)} - NAMES
    assert left == set()


def test_in_chinese_a_history_names_events_fields_and_codes() -> None:
    events = answers()["/loans/L-4801/history"]["events"]
    for each in events:
        if " " in each["payload"].get("reason", ""):
            del each["payload"]["reason"]  # what an officer wrote
    sheet = history_sheets.history(Output(lang="zh"), {**HISTORY, "events": events})[1]
    assert len(sheet.rows) == len(events) > 400
    told = [(text_of(row[4]), text_of(row[5])) for row in sheet.rows]
    left = {word for row in told for text in row for word in LEFT.findall(text)}
    assert left - NAMES == set()
    assert any(event == "风险分类：分类认定" and "分类 次级" in what for event, what in told)
    assert ("催收：复核日", "复核日 2024-05-21，原因 还款方案分期到期") in told
    english = history_sheets.history(Output(lang="en"), {**HISTORY, "events": events})[1]
    assert "monitoring.LoanOpened" in {text_of(row[4]) for row in english.rows}


def test_an_article_is_cited_as_each_language_does() -> None:
    both, chinese = Output(lang="both"), Output(lang="zh")
    assert due_sheets.article(both, "民法典 art. 692") == "民法典 art. 692"
    assert due_sheets.article(chinese, "民法典 art. 692") == "民法典第692条"
    two = "担保法 arts. 25-26, 法释〔2000〕44号 art. 32"
    assert due_sheets.article(chinese, two) == "担保法第25-26条, 法释〔2000〕44号第32条"
    assert due_sheets.article(chinese, None) is None


def test_what_is_due_begins_with_a_capital_and_tells_an_event_in_words() -> None:
    duty = {"on": None, "overdue": False, "service": "litigation", "loan_id": "L-1"}
    duty |= {"en": "daily call", "zh": "每日电话", "rule": "COL-11", "article": None}
    for lang, about, shown in (
        ("en", "serious_illness", "Daily call: serious illness"),
        ("zh", "serious_illness", "每日电话: 重病"),
        ("en", "op_1", "Daily call: op_1"),
    ):
        found = due_sheets.due(
            Output(lang=lang), answers()["/due"] | {"due": [duty | {"about": about}]}
        )  # type: ignore[arg-type]
        assert text_of(found[1].rows[0][2]) == shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figures_say_what_they_count_and_by_which_rule(
    lang: str, audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    """COL-130, XCT-41, XCT-42."""
    audit.answers = {"/loans/L-4801/money": (200, answers()["/loans/L-4801/money"])}
    shown = say(capsys, "money", "L-4801", "--lang", lang).out
    named = {
        "en": ("Net recovery", "Recovery rate", "Cycle, first money", "244 days", "603 days"),
        "zh": ("净回收额", "回款率", "催收周期（首笔）", "244 天", "603 天"),
    }[lang]
    for part in (*named, "75.06% = 200,350.00 CNY ÷ 266,924.00 CNY", "cn/2011-01-13"):
        assert part in shown
    for rule in ("[COL-130]", "[XCT-41]", "[XCT-42]"):
        assert rule in shown


def test_a_loan_that_never_was_in_a_case_shows_no_figures(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = answers()["/loans/L-4801/money"] | {"figures": None}
    audit.answers = {"/loans/L-4801/money": (200, bare)}
    assert "Recovery rate" not in say(capsys, "money", "L-4801", "--lang", "en").out


def test_no_two_sheets_of_an_answer_have_the_same_title() -> None:
    for kind, path in ((money_sheets.sheets, "/loans/L-4801/money"), (due_sheets.due, "/due")):
        titles = [sheet.title for sheet in sheets(kind, path, "en")]
        assert len(titles) == len(set(titles)), titles
