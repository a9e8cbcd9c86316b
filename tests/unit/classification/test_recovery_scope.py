"""What is in recovery scope: overdue, interest in arrears, or non-performing (CLS-04, POL-04)."""

from __future__ import annotations

from datetime import date

import pytest

from contracts import monitoring
from contracts.values import Money
from services.classification.domain.facts import InterestNoted
from services.classification.domain.obligor import TakeFact
from services.classification.reactions import react
from tests.unit.classification.beside import left
from tests.unit.classification.story import Story, arrears, interest, lent, on
from tests.unit.classification.test_four_tier import DUE, unpaid
from tests.unit.classification.test_reactions import ABOUT, DISPOSED, ENVELOPE, MONEY, TODAY


def scope(story: Story, *days: str) -> list[bool]:
    found = [story.seen(day) for day in days]
    return [each.in_recovery_scope for each in found if each]


def test_in_scope_from_the_first_day_overdue_to_the_cure() -> None:
    story = Story()
    story.take(lent(day="2022-01-10"), arrears("2022-03-21", DUE, 1))
    story.take(arrears("2022-04-10", None, 2))
    days = ("2022-03-20", "2022-03-21", "2022-04-09", "2022-04-10")
    assert scope(story, *days) == [False, True, True, False]


def test_in_scope_while_interest_is_owed_though_nothing_is_overdue() -> None:
    """CLS-04: overdue *or* interest in arrears. The instalment is paid late, its penalty is not."""
    story = Story()
    story.take(lent(day="2022-01-10"), arrears("2022-03-21", DUE, 1), interest("2022-03-21", DUE))
    story.take(arrears("2022-04-10", None, 2))
    story.take(interest("2022-05-01", None))
    days = ("2022-04-10", "2022-04-30", "2022-05-01")
    assert scope(story, *days) == [True, True, False]
    seen = story.seen("2022-04-30")
    assert seen is not None
    assert (seen.risk_class, seen.interest_since) == ("normal", on(DUE))


def test_written_off_stays_in_scope_for_interest_alone_and_sold_does_not() -> None:
    story = Story()
    story.take(lent(day="2022-01-10"), interest("2022-03-21", DUE))
    story.take(left("2022-06-01", "written_off", 1))
    assert scope(story, "2022-06-01") == [True]
    story.take(left("2022-07-01", "transferred"))
    assert scope(story, "2022-06-30", "2022-07-01") == [True, False]


def test_a_later_word_about_interest_rules_out_what_was_said_of_later_days() -> None:
    """Booked on 1 July: the interest was paid on 1 May; nothing was owed on 1 June either."""
    story = unpaid()
    story.take(interest("2022-03-21", DUE), interest("2022-06-01", "2022-04-20"))
    story.take(interest("2022-05-01", None, taken="2022-07-01"))
    seen = [story.seen(day) for day in ("2022-04-30", "2022-05-01", "2022-06-01")]
    assert [each.interest_since for each in seen if each] == [on(DUE), None, None]
    before = story.seen("2022-06-01", known_on="2022-06-30")
    assert before is not None
    assert before.interest_since == on("2022-04-20")


# -- what monitoring says of it ------------------------------------------------------------------


def owed(due_on: str, late_from: str, **parts: int) -> monitoring.Owed:
    """One unpaid claim; what is not named is paid."""
    names = ("cost", "fee", "interest", "penalty", "principal")
    money = {name: Money(parts.get(name, 0)) for name in names}
    days = {"due_on": date.fromisoformat(due_on), "late_from": date.fromisoformat(late_from)}
    late = days["late_from"]
    return monitoring.Owed(key="i1", kind="installment", **days, **money, penalty_from=late)


@pytest.mark.parametrize(
    ("claims", "overdue_since", "apart", "due_on"),
    [
        ((), None, False, None),
        ((owed("2024-06-08", "2024-06-09", interest=1, principal=1),), "2024-06-08", False, None),
        ((owed("2024-06-08", "2024-06-09", penalty=1, principal=1),), "2024-06-08", False, None),
        ((owed("2024-06-08", "2024-06-09", principal=1),), "2024-06-08", True, None),
        ((owed("2024-06-08", "2024-06-09", penalty=1),), None, True, "2024-06-08"),
        (
            (
                owed("2024-05-08", "2024-05-09", principal=1),
                owed("2024-06-08", "2024-06-09", interest=1),
            ),
            "2024-05-08",
            True,
            "2024-06-08",
        ),
        ((owed("2024-06-09", "2024-06-10", interest=1),), "2024-06-09", False, None),
        ((owed("2024-06-10", "2024-06-11", interest=1),), None, False, None),
    ],
    ids=[
        *("nothing", "with the arrears", "penalty with the arrears", "principal alone"),
        *("penalty alone", "younger", "late today", "late tomorrow"),
    ],
)
def test_of_what_is_unpaid_only_interest_owed_apart_from_the_arrears_is_taken(
    claims: tuple[monitoring.Owed, ...],
    overdue_since: str | None,
    apart: bool,
    due_on: str | None,
) -> None:
    """Said of 10 June: interest or penalty of a claim past due, and not since the same day as the rest."""
    message = monitoring.ClaimStated(
        **ABOUT,
        owed=claims,
        principal_outstanding=MONEY,
        unapplied=Money(0),
        overdue_since=None if overdue_since is None else date.fromisoformat(overdue_since),
    )
    since = None if due_on is None else date.fromisoformat(due_on)
    ((_, made),) = react(message, ENVELOPE, TODAY)
    assert isinstance(made, TakeFact)
    assert made.fact == InterestNoted(**DISPOSED, apart=apart, due_on=since)
