"""The dated definitions by which collection is measured: what a bank may change, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from services.audit.figures import figures
from services.audit.knowledge import EVERYTHING
from services.audit.policy import FiguresPolicy
from services.audit.rebuild import known_events
from services.audit.registry import REGISTRY
from services.kit.policy import PolicyBook
from tests.town import definitions
from tests.unit.audit.test_figures import overdue, recovered, shown
from tests.unit.audit.test_money import LOAN, cny


def test_a_bank_whose_edition_counts_cash_alone_counts_cash_alone() -> None:
    town = overdue("2024-02-05")
    recovered(town, "2024-02-04", "cash", 50_00)
    recovered(town, "2024-02-05", "own_use", 250_00, "X-2", 2)
    ours, cash = shown(town, "2024-02-05"), {"recovery": counted("cash"), "money": counted("cash")}
    known = known_events(REGISTRY, town.past(LOAN), EVERYTHING)
    book = PolicyBook((edition(**cash),))
    theirs = figures(REGISTRY, known, LOAN, date(2024, 2, 5), book)
    assert ours is not None
    assert theirs is not None
    assert ours["net_recovery"]["by_way"] == {"cash": cny("50.00"), "own_use": cny("250.00")}
    assert theirs["net_recovery"]["by_way"] == {"cash": cny("50.00")}
    assert theirs["collection_cycle"]["last_days"] == 2


def edition(**changes: Any) -> FiguresPolicy:
    whole = msgspec.to_builtins(definitions().editions[0]) | changes
    return msgspec.convert(whole, FiguresPolicy)


def counted(*codes: str) -> dict[str, Any]:
    return {"codes": codes, "source": "x"}


@pytest.mark.parametrize(("digits", "fine"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_percentage_has_nought_to_six_decimals(digits: int, fine: bool) -> None:
    rate = {"digits": {"value": digits, "unit": "decimal_place", "source": "x"}}
    if fine:
        assert edition(rate=rate).rate.digits.value == digits
    else:
        with pytest.raises(msgspec.ValidationError, match=r"rate\.digits"):
            edition(rate=rate)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"recovery": counted("cash", "gold")}, "recovery.codes: gold"),
        ({"recovery": counted("cash"), "money": counted("bill")}, "money.codes: bill"),
        ({"overdue": counted("principle")}, "overdue.codes: principle"),
        ({"falls_due": counted("penalty")}, "falls_due.codes: penalty"),
        ({"rate": {"digits": {"value": 2, "unit": "percent", "source": "x"}}}, "digits.unit"),
    ],
)
def test_a_word_that_would_count_nothing_is_refused(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=named):
        edition(**changes)
