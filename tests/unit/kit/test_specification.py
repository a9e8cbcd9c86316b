"""The given/when/then of rules: it passes when it should, and says what differs when not."""

from __future__ import annotations

from datetime import date

import pytest

from services.kit.testing import Specification
from tests.integration.kit.toy import DECIDER, Ask, Count, Counted

DAY = date(2024, 3, 20)
given = Specification(DECIDER, None)


def count(amount: int) -> Count:
    return Count(as_of=DAY, loan_id="L-1", amount=amount, on=DAY)


def counted(amount: int, total: int) -> Counted:
    return Counted(loan_id="L-1", effective_on=DAY, amount=amount, total=total)


def test_whole_events_are_compared() -> None:
    given(counted(500, 500)).when(count(7)).then(counted(7, 507))
    with pytest.raises(AssertionError, match=r"(?s)expected .*total=508.*got .*total=507"):
        given(counted(500, 500)).when(count(7)).then(counted(7, 508))


def test_several_commands_build_on_one_another_and_the_last_is_judged() -> None:
    given().when(count(1), count(2), count(3)).then(counted(3, 6))


def test_nothing_is_nothing() -> None:
    with pytest.raises(AssertionError, match=r"(?s)expected nothing.*got .*Counted"):
        given().when(count(1)).then_nothing()


def test_a_refusal_is_known_by_its_code() -> None:
    asked = given().when(Ask(as_of=DAY, loan_id="L-1", reason=""))
    asked.then_rejected("reason_missing")
    with pytest.raises(
        AssertionError, match="expected a refusal 'other', got the refusal reason_"
    ):
        asked.then_rejected("other")
    with pytest.raises(AssertionError, match=r"(?s)expected a refusal 'other', got .*Counted"):
        given().when(count(1)).then_rejected("other")
