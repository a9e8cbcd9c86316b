"""A day far ahead is asked back before it is closed."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest

from services.console.cli import closing
from services.console.cli.errors import CommandError, UsageError
from services.kit.clock import bank_today, utc_now
from tests.unit.console import lines

LAST = date(2024, 5, 31)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def last_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def known(_: object) -> date | None:
        return LAST

    monkeypatch.setattr(closing, "_last_closed", known)
    monkeypatch.delenv(closing.VARIABLE, raising=False)


def days(n: int) -> date:
    return LAST + timedelta(days=n)


@pytest.mark.parametrize("ahead", [-400, 0, 1, closing.DEFAULT_DAYS])
def test_a_day_near_the_last_closed_one_is_not_asked_back(ahead: int) -> None:
    closing.confirm(lines.target(), days(ahead))


def test_a_day_far_ahead_is_refused_where_nobody_can_be_asked() -> None:
    with pytest.raises(UsageError) as refused:
        closing.confirm(lines.target(), days(closing.DEFAULT_DAYS + 1))
    for words in ("2024-06-11", "11 days after the last closed day, 2024-05-31", "--yes"):
        assert words in str(refused.value)


@pytest.mark.parametrize("answer", [True, False])
def test_a_person_at_a_terminal_is_asked(asked: list[str], answer: bool) -> None:
    def ask(question: str) -> bool:
        asked.append(question)
        return answer

    refusing = nullcontext() if answer else pytest.raises(CommandError, match="Nothing was closed")
    with refusing:
        closing.confirm(lines.target(), date(2204, 6, 1), ask)
    assert "65,744 days" in asked[0]


def test_the_number_of_days_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(closing.VARIABLE, "3")
    closing.confirm(lines.target(), days(3))
    with pytest.raises(UsageError):
        closing.confirm(lines.target(), days(4))
    monkeypatch.setenv(closing.VARIABLE, "soon")
    with pytest.raises(UsageError, match=r"POSTLOAN_CLOSE_AHEAD_DAYS='soon'"):
        closing.confirm(lines.target(), days(4))


def test_before_the_first_closing_today_is_the_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(_: object) -> date | None:
        return None

    monkeypatch.setattr(closing, "_last_closed", none)
    closing.confirm(lines.target(), LAST)
    with pytest.raises(UsageError, match="after today"):
        closing.confirm(lines.target(), bank_today(utc_now()) + timedelta(days=400))
