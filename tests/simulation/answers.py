"""The answers of a run against its feed, against its topics, and as reckoned by the brute forces.

The brute forces (``tests/oracle`` for arrears and balances, classification's own for classes) know
only the published rules and the feed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from types import SimpleNamespace
from typing import Any

from contracts.catalogue import COREBANK
from contracts.envelope import Envelope
from contracts.message import Message
from services.classification.domain.facts import CauseNoted, LeavingNoted
from services.kit.domain import effective_order
from services.kit.kit_events import MessageParked
from services.kit.row import EventRow
from services.monitoring.domain.view import MonitoringView, view
from tests.oracle.arrears import books
from tests.simulation.accounted import accounted, lettered
from tests.simulation.checks import Found, require
from tests.simulation.dated import by_its_edition, first_day_of, rules_of
from tests.simulation.script import Feed
from tests.simulation.surroundings import envelope_of, parsed
from tests.simulation.told_back import ended_on, told_back
from tests.unit.classification.brute_force import answers as classes_of
from tests.unit.classification.test_lives import answers_of
from tests.unit.classification.told import told_by

NAMES = ("receipt_id", "reversal_id", "charge_id", "change_id")
ONE_DAY = timedelta(days=1)
EVER = timedelta(days=10_000)

# -- against the feed ---------------------------------------------------------------------------


def effects(found: Found) -> None:
    """I1: each fact of the feed has an effect or is kept, unless its receipt was told before."""
    feed = found.world.feed
    caused = {row.causation_id for rows in found.shards.values() for row in rows}
    caused |= lettered(found)
    names: set[tuple[str, str, str]] = set()
    for word in feed.words:
        if word.raw is None or word.topic != COREBANK:
            continue
        name = next((word.raw[each] for each in NAMES if each in word.raw), word.raw["type"])
        identity = (word.raw["loan_id"], word.raw["type"], name)
        if identity not in names:
            require("effects", word.id in caused, word.id, identity, "has no effect")
        names.add(identity)


def days_of_knowing(found: Found) -> None:
    """A fact is known on its day, or on the first day that was not yet closed before it.

    What was parked is known when it is taken up again.
    """
    expected = days_of(found.world.feed)
    rows = [row for rows in found.streams.values() for row in rows]
    parked = {row.causation_id for row in rows if row.type == MessageParked.NAME}
    for row in rows:
        wanted = expected.get(row.causation_id, row.known_on)
        on_time = row.known_on == wanted or row.causation_id in parked
        require("days", on_time, row.causation_id, row.known_on, wanted)


def days_of(feed: Feed) -> dict[str, date]:
    """Word of core banking -> the day on which it is known, from the order of the feed alone."""
    closed: dict[int, date] = {}
    expected: dict[str, date] = {}
    for word in feed.words:
        if word.topic != COREBANK or word.poison:
            continue
        if word.raw is None:
            closed[word.partition] = word.business_date
        elif word.id not in expected:
            day = closed.get(word.partition)
            later = word.business_date if day is None else day + ONE_DAY
            expected[word.id] = max(word.business_date, later)
    return expected


# -- against the topics -------------------------------------------------------------------------


def heard(found: Found) -> None:
    """I1 between services: each word has had its effect in each service that listens to it.

    A word without an effect must be a letter, or one that the rules pass over at some version of its stream
    (it says nothing new, or is about a loan without arrears). Two effects of one word are impossible:
    event ids are derived from it (``dense``).
    """
    service, kept = found.world.services[found.name], lettered(found)
    caused = {(row.causation_id, row.stream) for rows in found.shards.values() for row in rows}
    last, states = found.world.feed.last_day, dict[str, list[Any]]()
    for envelope, message in _words_of_others(found):
        for stream, command in service.react(message, envelope, last):
            if (envelope.id, stream) not in caused and envelope.id not in kept:
                if stream not in states:
                    states[stream] = _states(found, stream)
                passed = any(
                    not service.decider.decide(command, state, service.policies)
                    for state in _as_heard(found, stream, envelope, states[stream])
                )
                require("heard", passed, found.name, stream, envelope.type, message)


def all_taken(found: dict[str, Found]) -> None:
    """What our services said to each other, and what others said to them."""
    for each in found.values():
        heard(each)
        accounted(each)
        by_its_edition(each)


def _states(found: Found, stream: str) -> list[Any]:
    """The stream's states, at version 0 and at each later one."""
    decider = found.world.services[found.name].decider
    told = (found.events[stream, row.version] for row in found.streams.get(stream, []))
    return [*accumulate(told, decider.evolve, initial=decider.initial)]


def _as_heard(found: Found, stream: str, word: Envelope, states: list[Any]) -> Iterator[Any]:
    """All of the states, first the one at which the word was heard, by the clocks: most often it passed
    that one, and deciding costs far more than looking.
    """
    clocks = [row.hlc for row in found.streams.get(stream, [])]
    at = bisect_right(clocks, word.hlc or 0)
    yield from states[at:]
    yield from reversed(states[:at])


def _words_of_others(found: Found) -> Iterator[tuple[Envelope, Message]]:
    """What our own services have said to this one, each word once."""
    service, seen = found.world.services[found.name], set[str]()
    for topic in service.topics:
        if topic == COREBANK:
            continue
        for partition in range(found.world.feed.partitions):
            for record in found.topic(topic, partition):
                envelope = envelope_of(record.key, record.headers)
                if envelope.id not in seen and envelope.type in service.listens:
                    seen.add(envelope.id)
                    yield envelope, parsed(envelope.type, record.value)


# -- against the brute forces -------------------------------------------------------------------


def arrears(found: Found, random: Random) -> None:
    """Each loan as the oracle reckons it, for some pairs of days; its money neither more nor less."""
    feed = found.world.feed
    by_id = {word.id: word.raw for word in feed.words if word.raw is not None}
    by_id |= told_back(found)
    for loan in feed.loans:
        rows = found.streams.get(f"loan-{loan}", [])
        messages, rules = _heard(rows, by_id), rules_of(found, loan)
        known_days = [row.known_on for row in rows]
        # What is taken later but was known earlier rests on what was not known then: no day between.
        between = [_some_day(feed, random)] if known_days == sorted(known_days) else []
        for known in (feed.last_day + EVER, *between):
            wanted = (feed.last_day, _some_day(feed, random))
            ended = ended_on(messages, known)
            expected = {
                day: book.answer(min(day, ended))  # a claim that is sold stands still
                for day, book in books(messages, known, max(wanted), rules, ended)
                if day in wanted
            }
            for day in wanted:
                shown = _view(found, rows, day, known)
                ours = None if shown is None else _answer(shown)
                theirs = expected.get(day)
                require("oracle", ours == theirs, loan, day, known, ours, theirs)
        _money(found, loan, rows, messages)


def _heard(rows: list[EventRow], by_id: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages that had an effect on a loan, in the order of their effects."""
    heard: dict[str, dict[str, Any]] = {}
    for row in rows:
        raw = by_id.get(row.causation_id)
        if raw is not None and row.causation_id not in heard:
            heard[row.causation_id] = {**raw, "known": row.known_on}
    return list(heard.values())


def _some_day(feed: Feed, random: Random) -> date:
    return feed.first_day + random.randrange((feed.last_day - feed.first_day).days + 1) * ONE_DAY


def _view(found: Found, rows: list[EventRow], day: date, known: date) -> MonitoringView | None:
    decider = found.world.services["monitoring"].decider
    heard = [(r.version, found.events[r.stream, r.version]) for r in rows if r.known_on <= known]
    return view(decider.fold(effective_order(heard, day)), day)


def _yuan(money: Any) -> Decimal:
    return Decimal(money.amount)


def _answer(shown: MonitoringView) -> dict[str, Any]:
    rows = [row for row in shown.installments if row.ceased_on is None]
    money = ("overdue", "principal_outstanding", "unapplied", "penalty")
    return {
        "days_past_due": shown.days_past_due,
        "overdue_since": shown.overdue_since,
        "stage": shown.stage,
        **{name: _yuan(getattr(shown, name)) for name in money},
        "paid_on": {row.number: row.paid_on for row in rows},
        "due_on": {row.number: row.due_on for row in rows},
    }


def _money(found: Found, loan: str, rows: list[EventRow], messages: list[dict[str, Any]]) -> None:
    """I6: what came in and was not sent back is what was paid on claims or waits unapplied."""
    last = found.world.feed.last_day
    shown = _view(found, rows, last, last + EVER)
    last = min(last, ended_on(messages, last + EVER))
    if shown is None:
        return
    undone = {each["receipt_id"] for each in messages if each["type"] == "repayment-reversed"}
    receipts: dict[str, dict[str, Any]] = {}
    for each in messages:
        if each["type"] == "repayment-received" and each["receipt_id"] not in undone:
            receipts.setdefault(each["receipt_id"], each)  # what it says first stands
    came = {
        name: Decimal(each["amount"]["amount"])
        for name, each in receipts.items()
        if date.fromisoformat(each["value_date"]) <= last
    }
    paid = sum(
        _yuan(part) for row in (*shown.installments, *shown.charges) for part in row.paid.values()
    )
    total = paid + _yuan(shown.unapplied)
    require("money", sum(came.values()) == total, loan, "came", came, "is there", total)


def classes(found: Found, random: Random) -> None:
    """Each obligor's classes as classification's brute force finds them on some days.

    It knows no loan that leaves the book, no technical cause and no edition that comes: from the first
    of them on the obligor's days are left to the unit tests and to the comparison with the calm run.
    """
    feed, begins = found.world.feed, first_day_of("classification", found)
    for stream, rows in found.known.items():
        if not stream.startswith("obligor-"):
            continue
        story: Any = SimpleNamespace(
            events=[(row.known_on, found.events[row.stream, row.version]) for row in rows]
        )
        last, ever = feed.last_day, feed.last_day + EVER
        expected = classes_of(told_by(story, ever), last)
        others = [
            event.effective_on
            for _, event in story.events
            if isinstance(event, (LeavingNoted, CauseNoted))
        ]
        for day in (last, _some_day(feed, random)):
            if day >= min((*others, begins), default=date.max):
                continue
            right = {loan: a for (loan, on), a in expected.items() if on == day}
            ours = answers_of(story, day, ever)
            require("oracle", ours == right, stream, day, ours, right)


def check_answers(found: dict[str, Found], seed: int | None) -> None:
    """All that needs no calm run."""
    random = Random(f"answers {seed}")
    all_taken(found)
    effects(found["monitoring"])
    days_of_knowing(found["monitoring"])
    arrears(found["monitoring"], random)
    classes(found["classification"], random)
