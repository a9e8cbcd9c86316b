"""`money`, `due`, `blocked`, and the six sections of `loan`, against a read side that answers."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import date
from functools import cache
from io import StringIO
from typing import Any

import pytest

from services.audit.blocked import told
from services.audit.duties import Agenda, duties
from services.audit.history import history
from services.audit.knowledge import EVERYTHING
from services.audit.money import money
from services.audit.registry import REGISTRY
from services.console.cli import due_sheets, loan_sheets, money_sheets, words
from services.console.cli.output import Output, Sheet, text_of, width
from services.console.cli.words_life import LABELS
from tests.lives.playing import played
from tests.town import definitions
from tests.unit.audit.test_blocked import rows
from tests.unit.audit.test_duties import obligors
from tests.unit.console.asking import ReadSide, say

BOX = set("│┃╭╮╰╯─━┏┓┗┛")
DAY = date(2024, 7, 10)
END = date(2025, 12, 31)


@cache
def _answers() -> str:
    """What audit says about L-4801."""
    town = played("l-4801")
    agenda = Agenda(DAY, 30, 200)
    for obligor_id, streams in obligors(town).items():
        for duty in duties(REGISTRY, obligor_id, streams, DAY):
            agenda.add(duty)
    past = town.past("L-4801")
    return json.dumps(
        {
            "/loans/L-4801": town.loan("L-4801", DAY),
            "end": town.loan("L-4801", END),
            "/loans/L-4801/money": money(REGISTRY, past, END, EVERYTHING, definitions()),
            "/due": agenda.result(),
            "/loans/L-4801/history": history(REGISTRY, past, None, EVERYTHING),
            "/blocked": told(REGISTRY, rows(), 200),
        }
    )


def answers() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_answers())
    return found


@pytest.fixture
def bank(audit: ReadSide) -> ReadSide:
    audit.answers = {path: (200, found) for path, found in answers().items()}
    return audit


QUESTIONS = [
    (["loan", "L-4801"], "/loans/L-4801"),
    (["money", "L-4801"], "/loans/L-4801/money"),
    (["due"], "/due"),
    (["blocked"], "/blocked"),
]


@pytest.mark.parametrize(("question", "path"), QUESTIONS, ids=lambda value: str(value)[:30])
def test_json_is_the_read_sides_own_document(
    question: list[str], path: str, bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, *question, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.document == answers()[path]


@pytest.mark.parametrize("lang", ["both", "en", "zh"])
@pytest.mark.parametrize(("question", "path"), QUESTIONS, ids=lambda value: str(value)[:30])
def test_a_pipe_gets_plain_columns(
    question: list[str], path: str, lang: str, bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, *question, "--lang", lang)
    assert said.code == 0
    assert not BOX & set(said.out)
    assert "{" not in said.out, "no raw JSON for people"


def test_the_question_is_handed_on(bank: ReadSide, capsys: pytest.CaptureFixture[str]) -> None:
    days = ["--as-of", "2024-06-19", "--known-on", "2024-06-18"]
    assert say(capsys, "money", "L-4801", *days).code == 0
    assert say(capsys, "due", "--on", "2024-07-10", "--service", "monitoring").code == 0
    assert say(capsys, "blocked", "--from", "2024-03-01", "--to", "2024-03-31").code == 0
    assert bank.asked == [
        "/loans/L-4801/money?as_of=2024-06-19&known_on=2024-06-18",
        "/due?on=2024-07-10&service=monitoring&ahead=30&limit=200",
        "/blocked?from=2024-03-01&to=2024-03-31&limit=200",
    ]


def sheets(kind: Any, path: str, lang: Any) -> list[Sheet]:
    made: list[Sheet] = kind(Output(lang=lang), answers()[path])
    return made


def test_no_label_is_said_twice() -> None:
    """The later of two would hide the earlier one, whatever it is used for."""
    own = words.WORDS.items() - LABELS.items()
    assert {word for word, _ in own} & LABELS.keys() == set()


@pytest.mark.parametrize("path", ["/loans/L-4801", "end"])
def test_every_label_of_the_loan_is_there_in_chinese(path: str) -> None:
    for sheet in sheets(loan_sheets.loan, path, "zh"):
        assert not sheet.title.isascii(), sheet.title
        for row in sheet.rows if not sheet.columns else ():
            word = text_of(row[0])
            assert not word.isascii() or word.isupper(), row  # CONVERT-4 is a name


def test_the_six_sections_say_what_the_worked_example_says() -> None:
    shown = "\n".join(
        text_of(cell)
        for sheet in sheets(loan_sheets.loan, "/loans/L-4801", "en")
        for row in sheet.rows
        for cell in row
    )
    for part in (
        "referred to law",
        "10,780.00 (50%)",
        "5,390.00 (25%)",
        "goods sold, not paid",
        "QUIET_HOURS",
        "Call between 08:00 and 22:00.",
        "in litigation",
        "GU-10 民法典 art. 694",
        "266,924.00 CNY",
        "filed",
        "42,300.00",
    ):
        assert part in shown, part
    ended = "\n".join(
        text_of(cell)
        for sheet in sheets(loan_sheets.loan, "end", "en")
        for row in sheet.rows
        for cell in row
    )
    for part in ("88,689.75 CNY", "200,350.00 CNY", "3,600.00", "AMC-1", "95,447.91 CNY"):
        assert part in ended, part


def test_money_shows_each_payment_with_its_event_and_the_proof(
    bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = say(capsys, "money", "L-4801", "--lang", "en").out
    [line] = [each for each in shown.splitlines() if "COURT-1" in each and "paid" in each]
    for part in ("2024-11-20", "-7,150.00", "-5,700.00", "-12,768.00", "-16,682.00", "243,318.00"):
        assert part in line
    assert "monitoring.MoneyAllocated" in line
    for part in ("200,350.00", "97,200.00", "3,600.00", "91,802.76", "543,627.91"):
        assert part in shown
    assert "yes" in shown.rpartition("Adds up")[2]


def test_money_that_does_not_add_up_is_3(
    bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = deepcopy(answers()["/loans/L-4801/money"]) | {"adds_up": False}
    bank.answers["/loans/L-4801/money"] = (200, wrong)
    said = say(capsys, "money", "L-4801", "--lang", "en")
    assert said.code == 3
    assert "no" in said.out.rpartition("Adds up")[2]


def test_overdue_work_comes_first_and_is_marked(
    bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = say(capsys, "due", "--lang", "both").out.splitlines()
    first = next(place for place, line in enumerate(shown) if "L-4801" in line)
    assert "overdue 已逾期" in shown[first]
    assert any("Litigation 诉讼" in line for line in shown)


def test_nothing_due_and_nothing_blocked_is_said(
    bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = answers()["/due"] | {"due": [], "total": 0, "overdue": 0}
    bank.answers |= {"/due": (200, empty), "/blocked": (200, {"blocked": [], "more": False})}
    assert say(capsys, "due", "--lang", "en").out.splitlines()[-1] == "none"
    assert say(capsys, "blocked", "--lang", "zh").out.splitlines()[-1] == "无"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["money"], "LOAN"),
        (["money", "L-1", "--as-of", "2024-1-5"], "--as-of '2024-1-5'"),
        (["due", "--on", "tomorrow"], "--on 'tomorrow'"),
        (["due", "--service", "colection"], "--service 'colection': choose one of monitoring"),
        (["due", "--ahead", "-1"], "--ahead '-1': it is a whole number from 0 to 36600"),
        (["due", "--limit", "0"], "--limit '0'"),
        (["due", "--limit", "10001"], "--limit '10001'"),
        (["blocked", "--limit", "1000000000000"], "--limit '1000000000000'"),
        (["blocked", "--from", "2024-02-30"], "--from '2024-02-30'"),
        (["blocked", "--from", "2024-03-02", "--to", "2024-03-01"], "lies after --to"),
        (["blocked", "--service", "audit"], "--service 'audit'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_2_and_named(
    arguments: list[str], named: str, bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, *arguments)
    assert (said.code, said.out) == (2, "")
    assert named in said.err
    assert bank.asked == []


def test_an_unknown_loan_and_a_day_that_is_not_closed_are_one_sentence(
    bank: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    bank.answers = {
        "/loans/L-0/money": (404, {"detail": "no loan L-0"}),
        "/due": (409, {"detail": "no business day is closed yet: name a day with on"}),
    }
    said = say(capsys, "money", "L-0")
    assert (said.code, said.out, said.err) == (1, "", "postloan: No loan L-0.\n")
    said = say(capsys, "due")
    assert (said.code, said.out) == (1, "")
    assert said.err == "postloan: No business day is closed yet: name a day with on.\n"


@pytest.mark.parametrize("lang", ["both", "en", "zh"])
@pytest.mark.parametrize(
    ("kind", "path", "whole"),
    [
        (loan_sheets.loan, "end", ("100,800.00", "60,000.00", "CALL_DETAIL_USE", "2025-03-05")),
        (loan_sheets.loan, "end", ("157,640.00", "291,397.91", "195,950.00", " 2023-11-20 ")),
        (money_sheets.sheets, "/loans/L-4801/money", ("-42,300.00", "243,318.00", "-100,800.00")),
        (due_sheets.due, "/due", ("2023-12-30", "L-4801")),
        (due_sheets.blocked, "/blocked", ("2025-10-16", "INELIGIBLE_TRANSFEREE")),
    ],
)
def test_a_terminal_of_80_columns_breaks_no_day_and_no_amount(
    kind: Any, path: str, whole: tuple[str, ...], lang: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = StringIO()
    drawn.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdout", drawn)
    monkeypatch.setenv("COLUMNS", "80")
    out = Output(lang=lang)
    out.sheets(*kind(out, answers()[path]))
    text = re.sub(r"\x1b\[[0-9;]*m", "", drawn.getvalue())
    instalments = text.find("Instalments" if lang != "zh" else "分期\n")
    assert "…" not in text[: instalments if instalments > 0 else None], "something was cut off"
    for part in whole:
        assert part in text
    if path == "end":
        assert ("已转让" if lang == "zh" else "transferred") in text, "a column is gone"
    assert max(width(line) for line in text.splitlines()) <= 80
