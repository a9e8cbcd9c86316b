"""Provisions by policy (CLS-09): percent by class, half up, dated; a payment costs no event."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from contracts.values import Money
from services.classification.domain.decisions import LoanClassified
from services.classification.domain.obligor import TakeFact, TimeReached, decider
from services.classification.domain.provision import provision_of
from services.classification.policy import ClassificationPolicy
from services.kit.events import decode, encode, register
from services.kit.policy import PolicyBook, Quantity
from tests.unit.classification.story import (
    POLICIES,
    Story,
    arrears,
    balance,
    classes,
    cny,
    lent,
    on,
)


@pytest.mark.parametrize(
    ("minor", "percent", "cents"),
    [
        (49, 1, 0),
        (50, 1, 1),
        (24, 2, 0),
        (25, 2, 1),
        (18477791, 50, 9238896),
        (7, 100, 7),
        (0, 25, 0),
    ],
)
def test_half_a_cent_is_rounded_up_and_less_is_not(minor: int, percent: int, cents: int) -> None:
    assert provision_of(Money(minor), percent) == Money(cents)


def test_each_class_says_its_percent_and_the_principal_it_was_counted_on() -> None:
    story = Story()
    story.take(
        lent(principal="1000.00"),
        balance("2024-01-31", "900.00", 1),
        arrears("2024-02-02", "2024-02-01", 2),
    )
    story.pass_days("2025-02-01")
    assert [
        (each.risk_class, each.provision_percent, each.principal)
        for each in story.state.loans["L-1"].classes
    ] == [
        ("normal", 1, cny("1000.00")),
        ("special_mention", 2, cny("900.00")),
        ("substandard", 25, cny("900.00")),
        ("doubtful", 50, cny("900.00")),
        ("loss", 100, cny("900.00")),
    ]


def test_a_payment_within_the_class_moves_the_provision_and_costs_no_event_of_its_own() -> None:
    story = Story()
    story.take(lent(principal="1000.00"))
    news = story.take(balance("2024-03-01", "600.00", 1))
    assert len(news) == 1, "the balance noted, and nothing else"
    days = ("2024-02-29", "2024-03-01")
    seen = [story.seen(day) for day in days]
    assert [each.provision for each in seen if each] == [cny("10.00"), cny("6.00")]
    known_before = story.seen("2024-03-01", known_on="2024-02-29")
    assert known_before is not None
    assert known_before.provision == cny("10.00")


def test_a_balance_that_is_withdrawn_gives_the_provision_back() -> None:
    story = Story()
    story.take(lent(principal="1000.00"), balance("2024-03-01", "600.00", 1))
    story.take(balance("2024-03-01", "1000.00", 2, taken="2024-03-05", corrects=(1,)))
    seen = story.seen("2024-03-01")
    assert seen is not None
    assert seen.provision == cny("10.00")


def with_rate(percent: int) -> PolicyBook[ClassificationPolicy]:
    """The pack with one more edition on 2025-01-01 that sets ``percent`` aside for normal loans."""
    last = POLICIES.editions[-1]
    rate = Quantity(percent, "percent_of_principal", "a test")
    provisions = replace(last.provisions, rates={**last.provisions.rates, "normal": rate})
    newer = replace(
        last,
        policy_id="cn/2025-01-01",
        effective_from=date(2025, 1, 1),
        provisions=provisions,
    )
    return PolicyBook((*POLICIES.editions, newer))


def test_a_new_percent_is_news_on_its_day_and_the_same_one_is_not() -> None:
    fact = lent(principal="1000.00")
    for percent, expected in ((2, [2]), (1, [])):
        policies = with_rate(percent)
        state = decider.fold(
            decider.decide(TakeFact(as_of=fact.processed_on, fact=fact), decider.initial, policies)
        )
        dues = [due.on for due in decider.agenda(state)]
        assert dues == ([on("2025-01-01")] if expected else [])
        news = decider.decide(TimeReached(as_of=on("2025-01-01")), state, policies)
        assert [each.provision_percent for each in classes(list(news))] == expected


def test_an_entry_from_before_provisions_were_kept_is_read_and_stays() -> None:
    story = Story()
    (_, classified, *_rest) = story.take(lent())
    assert isinstance(classified, LoanClassified)
    bare = encode(replace(classified, provision_percent=None, principal=None))
    old = bare.replace(b',"provision_percent":null,"principal":null', b"")
    assert len(old) < len(bare)
    register((LoanClassified,))
    read = decode(LoanClassified.NAME, 1, old)
    assert isinstance(read, LoanClassified)
    state = decider.fold([story.events[0][1], read])  # type: ignore[list-item]
    assert decider.decide(TimeReached(as_of=on("2024-01-11")), state, POLICIES) == ()


def test_a_severer_class_must_not_be_set_less_aside_and_every_class_must_be_named() -> None:
    last = POLICIES.editions[-1]
    less = {**last.provisions.rates, "loss": Quantity(49, "percent_of_principal", "a test")}
    with pytest.raises(ValueError, match="must not get less"):
        replace(last, provisions=replace(last.provisions, rates=less)).__post_init__()
    few = {"normal": last.provisions.rates["normal"]}
    with pytest.raises(ValueError, match="must name every class"):
        replace(last, provisions=replace(last.provisions, rates=few)).__post_init__()
