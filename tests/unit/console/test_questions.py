"""`loan`, `history`, `book` against a read side that answers as audit does."""

from typing import Any

import pytest

from tests.unit.console.asking import TOKEN, ReadSide, say
from tests.unit.console.documents import BOOK, DIFFERENCE, HISTORY, LOAN

BOX = set("│┃╭╮╰╯─━┏┓┗┛")
PATHS: dict[str, tuple[int, Any]] = {
    "/loans/L-4801": (200, LOAN),
    "/loans/L-4801/history": (200, HISTORY),
    "/loans/L-4801/difference": (200, DIFFERENCE),
    "/book": (200, BOOK),
}
QUESTIONS = [
    (["loan", "L-4801"], LOAN),
    (["loan", "L-4801", "--diff-known", "2024-06-01", "2024-06-19"], DIFFERENCE),
    (["history", "L-4801"], HISTORY),
    (["book", "--since", "2024-12-31"], BOOK),
]


@pytest.mark.parametrize(("question", "answer"), QUESTIONS, ids=lambda value: str(value)[:30])
def test_json_is_the_read_sides_own_document(
    question: list[str], answer: Any, audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = PATHS
    said = say(capsys, *question, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.document == answer
    assert audit.tokens == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize(("question", "answer"), QUESTIONS, ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("lang", ["both", "en", "zh"])
def test_a_pipe_gets_no_box_characters(
    question: list[str],
    answer: Any,
    lang: str,
    audit: ReadSide,
    capsys: pytest.CaptureFixture[str],
) -> None:
    audit.answers = PATHS
    said = say(capsys, *question, "--lang", lang)
    assert said.code == 0
    assert not BOX & set(said.out)
    assert "\x1b" not in said.out


def test_the_days_are_handed_on(audit: ReadSide, capsys: pytest.CaptureFixture[str]) -> None:
    audit.answers = PATHS
    days = ["--as-of", "2024-06-19", "--known-at", "2024-06-19T18:00:00+08:00"]
    assert say(capsys, "loan", "L-4801", *days).code == 0
    assert say(capsys, "history", "L-4801", "--known-on", "2024-06-20").code == 0
    assert say(capsys, "loan", "L-4801", "--diff-known", "2024-06-01", "2024-06-19").code == 0
    assert say(capsys, "book", "--as-of", "2025-12-31").code == 0
    assert audit.asked == [
        "/loans/L-4801?as_of=2024-06-19&known_at=2024-06-19T18%3A00%3A00%2B08%3A00",
        "/loans/L-4801/history?known_on=2024-06-20",
        "/loans/L-4801/difference?known_on=2024-06-01&against=2024-06-19",
        "/book?as_of=2025-12-31",
    ]


def test_a_loans_number_cannot_leave_its_place_in_the_address(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = {"/loans/..%2Fbook%3Fx": (404, {"detail": "no loan ../book?x"})}
    assert say(capsys, "loan", "../book?x").code == 1


def test_the_loan_is_shown_with_its_words_and_figures(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = PATHS
    shown = say(capsys, "loan", "L-4801").out
    for part in ("Stage 阶段", "M4", "91", "64,320.00 CNY", "substandard 次级", "cn/2023-07-01"):
        assert part in shown
    assert "more than 90 days overdue 逾期超过90天" in shown
    assert len([line for line in shown.splitlines() if "2024-" in line and "-20 " in line]) == 12
    shown = say(capsys, "loan", "L-4801", "--lang", "zh").out
    assert "次级" in shown
    assert "Substandard" not in shown


def test_the_older_scheme_the_scope_and_a_restructuring_are_shown_in_both_languages(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    beside: dict[str, Any] = {
        "reasons": ["restructured", "revitalisation_test_not_passed"],
        "four_tier": {
            "tier": "sluggish",
            "since": "2024-03-21",
            "reason": "production_stopped",
            "rule": "LG-11",
            "policy_id": "cn/2023-07-01",
        },
        "in_recovery_scope": True,
        "interest_since": "2024-03-20",
        "restructuring": {
            "since": "2024-05-20",
            "times": 1,
            "ends_on": "2025-06-10",
            "complete": False,
        },
    }
    document = LOAN | {"classification": LOAN["classification"] | beside}
    audit.answers = PATHS | {"/loans/L-4801": (200, document)}
    english = say(capsys, "loan", "L-4801", "--lang", "en").out
    for part in (
        "sluggish, Since 2024-03-21: production stopped (LG-11, cn/2023-07-01)",
        "In recovery scope",
        "Interest owed since",
        "Since 2024-05-20 (1), observed until 2025-06-10: running",
    ):
        assert part in english
    chinese = say(capsys, "loan", "L-4801", "--lang", "zh").out
    for part in (
        "呆滞, 始于 2024-03-21: 生产经营已停止 (LG-11, cn/2023-07-01)",
        "纳入清收管理",
        "欠息起始日",
        "重组贷款, 尚未通过盘活测试",
        "始于 2024-05-20 (1), 观察至 2025-06-10: 进行中",
    ):
        assert part in chinese


def test_history_is_one_line_per_event_with_its_origin(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = PATHS
    shown = say(capsys, "history", "L-4801", "--lang", "en").out
    [line] = [line for line in shown.splitlines() if "ReceiptTaken" in line]
    for part in ("2024-01-10", "2024-01-11", "12,345.00 CNY", "R-1", "/corebank/demo", "e4d8c37d"):
        assert part in line


def test_the_book_shows_shares_and_movement(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = PATHS
    shown = say(capsys, "book", "--since", "2024-12-31", "--lang", "en").out
    for part in ("66.67%", "50.00%", "not yet classified", "not yet in the book", "300.00 CNY"):
        assert part in shown


def test_an_unknown_loan_is_1_with_the_read_sides_sentence(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = {"/loans/L-0": (404, {"title": "Not Found", "detail": "no loan L-0"})}
    said = say(capsys, "loan", "L-0")
    assert (said.code, said.out, said.err) == (1, "", "postloan: No loan L-0.\n")


def test_something_else_on_the_port_is_told(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = {"/book": (200, b"<html>")}
    said = say(capsys, "book")
    assert said.code == 1
    assert "no JSON document" in said.err


def test_a_silent_read_side_is_told_with_its_address(
    audit: ReadSide, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSTLOAN_API_PORT", "1")
    said = say(capsys, "loan", "L-4801")
    assert said.code == 1
    assert "http://127.0.0.1:1" in said.err
    assert "Connection refused" in said.err


def test_a_missing_token_file_is_told(
    audit: ReadSide, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSTLOAN_API_TOKEN_FILE", "no-token")
    said = say(capsys, "book")
    assert said.code == 1
    assert "no-token" in said.err
