"""A policy edition that comes while the book runs: its first day is ahead of the last closed one.

The calm run has it from the beginning. Whenever it comes, as long as its first day is not closed, the
same days must be judged by the same numbers, so facts, views and what stands must be the calm run's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import services
from services.classification.domain.decisions import (
    CureEntry,
    LoanClassified,
    ObservationEntry,
)
from services.classification.domain.tier_events import FourTierChanged
from services.collection.domain.conclusions import TimelinePlanned
from services.kit.definition import Service
from services.kit.domain import changed
from services.kit.policy import PolicyBook
from services.monitoring.domain.facts import LoanOpened
from tests.simulation.loans import planned
from tests.simulation.script import Closed, Edition, Feed, Repair, RolledOut, Rollout, Step
from tests.simulation.words import Word

if TYPE_CHECKING:
    from tests.simulation.feed import Writer

FLAG = "edition"
HOW_OFTEN = 0.4
PACK = "cn"
LATE_LOAN = "L-9"
HEARS_CLASSES = ("classification", "disposal")
"""Whose answers to officers depend on classes: they can't be given again."""
JUDGED = (
    *(LoanClassified, ObservationEntry, CureEntry, FourTierChanged),
    *(TimelinePlanned, LoanOpened),
)
"""What says by which edition its day was judged."""

FLOORS = ((3, 12, 30, 60), (5, 40, 120, 300), (1, 6, 9, 20), (20, 200, 300, 400))
STAGES = (1, 4, 9, 15, 30, 60, 90)
ONE_DAY = timedelta(days=1)


def _floors(edition: Any, random: Random) -> Any:
    """Classification: other days past due, and other percents of provision."""
    lines = random.choice(FLOORS)
    floors = tuple(
        changed(floor, comparison="at_least", days=changed(floor.days, value=days))
        for floor, days in zip(edition.floors, lines, strict=True)
    )
    rates = {
        name: changed(rate, value=min(100, rate.value + random.choice((0, 1))))
        for name, rate in edition.provisions.rates.items()
    }
    return changed(edition, floors=floors, provisions=changed(edition.provisions, rates=rates))


def _stages(edition: Any, random: Random) -> Any:
    """Monitoring: other stages, and sometimes days of grace, of loans that are lent from then on."""
    stages = tuple(
        changed(stage, from_day=changed(stage.from_day, value=day))
        for stage, day in zip(edition.stages, STAGES, strict=True)
    )
    return changed(edition, stages=stages)


def _timelines(edition: Any, random: Random) -> Any:
    """Collection: each step so much later, and another length of long arrears and of monitoring."""
    by = random.choice((1, 2, 5))
    timelines = {
        name: changed(
            line,
            steps=tuple(
                changed(step, after=changed(step.after, value=step.after.value + by))
                for step in line.steps
            ),
        )
        for name, line in edition.timelines.items()
    }
    cases = changed(
        edition.cases,
        monitored=changed(edition.cases.monitored, value=random.choice((3, 12))),
        long_overdue=changed(edition.cases.long_overdue, value=random.choice((8, 25))),
    )
    return changed(edition, timelines=timelines, cases=cases)


CHANGES: dict[str, Callable[[Any, Random], Any]] = {
    "classification": _floors,
    "monitoring": _stages,
    "collection": _timelines,
}


def edition_of(book: int, there: tuple[str, ...]) -> str | None:
    """Whose edition comes in this book; two of five have one."""
    random = Random(f"edition {book}")
    if random.random() > HOW_OFTEN:
        return None
    return random.choice([n for n in ("classification", *CHANGES) if n in there])


@cache
def _book(edition: Edition, known: PolicyBook[Any]) -> PolicyBook[Any]:
    last = known.editions[-1]
    made = CHANGES[edition.service](last, Random(edition.seed))
    first = edition.first_day
    more = changed(made, policy_id=f"{PACK}/{first}", effective_from=first)
    return PolicyBook((*known.editions, more))


def with_edition(service: Service, edition: Edition | None) -> Service:
    """The service with the edition more, as it is composed: the days that ask all are its editions'."""
    if edition is None or edition.service != service.name:
        return service
    book = _book(edition, service.policies)
    starts = frozenset(each.effective_from for each in book.editions)
    return replace(
        service, policies=book, asks_all_on=starts if service.asks_all_on else frozenset()
    )


@cache
def first_days(service: str) -> frozenset[date]:
    """Of the editions that its pack has already: another one on that day would bear the same id."""
    editions = Path(services.__path__[0], service, "policies", PACK).glob("*.toml")
    return frozenset(date.fromisoformat(each.stem) for each in editions)


def add_edition(writer: Writer) -> None:
    """One more edition of a service's policies, from some day after the last closed one on.

    Of monitoring's only loans that are lent from then on take anything: one is.
    """
    feed, random = writer.feed, writer.random
    assert writer.edition is not None
    ahead = [feed.last_day + (n + 1) * ONE_DAY for n in range((writer.day - feed.last_day).days)]
    days = [day for day in ahead if day not in first_days(writer.edition)]
    if not days:
        return
    first = random.choice(days)
    writer.comes = Edition(writer.edition, first, f"numbers {writer.book}")
    if writer.edition == "monitoring":
        like = writer.plans[0]
        plan = planned(random, LATE_LOAN, like.obligor, like.kind, first)
        writer.plans.append(plan)
        feed.loans[plan.loan] = plan.obligor
        writer._lend(plan)


def is_late(seed: int) -> bool:
    """Whether in this run it comes when its first day is closed already; in one of six."""
    return Random(f"late {seed}").random() < 1 / 6


# -- when it comes ------------------------------------------------------------------------------


def put(feed: Feed, edition: Edition, random: Random) -> None:
    """Into the feed: where its roll-out may begin, and where it must be over."""
    feed.edition = edition
    over = next(n for n, step in enumerate(feed.steps) if _needs(step, edition, feed, n))
    begins = random.choice((over, random.randrange(over + 1)))
    feed.steps.insert(over, RolledOut(edition.service, FLAG))
    feed.steps.insert(begins, Rollout(edition.service, FLAG))


def too_late(feed: Feed) -> list[Step]:
    """The steps when it comes just after its first day was closed everywhere."""
    edition = feed.edition
    assert edition is not None
    steps = [step for step in feed.steps if getattr(step, "flag", "") != FLAG]
    ticks = [
        (step.business_date, place)
        for place, step in enumerate(steps)
        if isinstance(step, Word) and step.key is None and step.business_date >= edition.first_day
    ]
    closes = min(ticks)[0]
    after = 1 + max(place for day, place in ticks if day == closes)
    comes = [Rollout(edition.service, FLAG), RolledOut(edition.service, FLAG)]
    return [*steps[:after], Closed(edition.service, closes), *comes, *steps[after:]]


def _hears_no_class(step: Word | Repair) -> bool:
    """A fact, or an order to officers' services that no class is told to."""
    if isinstance(step, Repair):
        return step.service not in HEARS_CLASSES
    return not step.topic.startswith(tuple(f"postloan.{name}." for name in HEARS_CLASSES))


def _of_late_loan(word: Word) -> bool:
    return f'"{LATE_LOAN}"'.encode() in (word.value or b"")


def _needs(step: Step, edition: Edition, feed: Feed, number: int) -> bool:
    """Whether this step must meet the edition: its day is closed, or something is decided for good.

    What classification makes of a fact is judged anew when the day is closed. Terms are fixed when a
    loan is lent, a step of collection's timeline stands, an officer is answered.
    """
    if isinstance(step, Word) and step.key is None:
        return step.business_date >= edition.first_day
    if not isinstance(step, Word | Repair):
        return False
    if edition.service == "monitoring" and isinstance(step, Word) and _of_late_loan(step):
        return True  # it is lent on that day, though core banking may say so the day before
    before = (each for each in feed.steps[:number] if isinstance(each, Word) and not each.key)
    closed = [tick.business_date + ONE_DAY for tick in before if tick.partition == step.partition]
    said = step.on if isinstance(step, Repair) else step.business_date
    judged_again = edition.service == "classification" and _hears_no_class(step)
    return max(said, *closed, said) >= edition.first_day and not judged_again
