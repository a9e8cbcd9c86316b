"""A run under troubles against a calm run of the same feed: what must be equal, and why not more.

In a strict run officers wait until everybody is at rest, before and after each command; once disposal
was asked for something, core banking's words in that partition wait too, because disposal's words come
back to monitoring. A service that hears one topic only, as monitoring and classification do where no
neighbour is there that speaks to them, takes its messages in one order, and each of its streams must equal
the calm run's, event by event with ids, bytes and days of knowing.

Others hear several topics, and Kafka keeps no order between topics: what monitoring says and what
collection says because of it may arrive either way round, and before or after the tick of their day,
which comes on one topic alone. These things may then differ and nothing is wrong:

- the day on which a neighbour's word is known, by one closed day, and the versions in the stream;
- which message was the last one that a conclusion needed, hence the conclusion's cause and id; and
  whether it was drawn too early, withdrawn and drawn again;
- the numbers of entries, hence what ``corrects`` names;
- how many of a neighbour's words a parked stream has kept, how often an alarm was raised, and what
  else an officer's act has led to at once.

What must not differ: every fact that both runs were told is taken in both, once, with the same words;
officers get the same answers; and what each service shows of each loan on the last day and on one
between is the same to the letter, folded in effective order as audit folds it; and so are the
conclusions that stand at the end. Facts are taken once and conclusions are judged anew, so the order of
arrival may be seen in the history, never in the view.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.catalogue import COREBANK, TOPICS
from services.audit.registry import REGISTRY
from services.kit import kit_events
from services.kit.domain import effective_order
from services.kit.row import EventRow
from tests.raced import Facts, Stands, facts, other_facts, said, stands
from tests.simulation.checks import Found, require
from tests.simulation.world import World

Streams = dict[str, list[Any]]
Views = dict[tuple[str, str, date], Any]
LETTER = " (dead letter "
"""How the answer to a broken command begins to name its letter, whose id comes of its place in the topic."""
UNSAID = frozenset({"alarms"})
"""How often somebody was warned depends on the days on which a word made us look."""
WHEN_JUDGED = "processed_on"
"""What a fact had judged before the edition came is judged again on the day that is closed with it, which
may be a later one than the fact's."""


class Told(NamedTuple):
    """What one service has after a run. ``words``: what its neighbours said to anybody, by id."""

    streams: Streams
    facts: Facts
    views: Views
    stands: Stands
    words: dict[str, Any]


def told(found: Found) -> Told:
    """Without what differs between two runs: instants, clocks, links, offsets."""
    raced = is_raced(found)
    streams: Streams = {}
    for stream, rows in found.known.items():
        dead = stream.startswith("dead-")
        pairs = [(row, found.events[row.stream, row.version]) for row in rows]
        if (
            dead and raced
        ):  # a neighbour may have said more or less: ``accounted`` counts its words
            pairs = [(r, e) for r, e in pairs if e.message.topic in _of_others(found)]
        lines = [_line(row, event, raced) for row, event in pairs]
        streams[stream] = sorted(set(lines), key=repr) if dead else lines
    if not raced:
        return Told(streams, {}, {}, {}, {})
    standing = stands(found.known, lambda row: found.events[row.stream, row.version])
    told_facts = facts(found.name, found.known)
    return Told(streams, told_facts, _views(found), standing, _words(found.world))


@lru_cache(maxsize=1)
def _words(world: World) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for name in world.services:
        for partition in range(world.feed.partitions):
            for record in world.broker.log((TOPICS[name].events, partition)):  # type: ignore[index]
                headers = dict(record.headers)
                word = (headers["ce_type"], said(record.value or b"{}"))
                words[headers["ce_id"].decode()] = word
    return words


def _of_others(found: Found) -> tuple[str, str]:
    return COREBANK, found.world.services[found.name].commands_topic


def is_raced(found: Found) -> bool:
    """Whether several that are there speak to it: their messages may overtake each other.

    And of classification when an edition comes: what was judged before it came is judged anew.
    """
    if _is_judged_anew(found):
        return True
    there = {COREBANK, *(TOPICS[name].events for name in found.world.feed.services)}  # type: ignore[index]
    return len(there.intersection(found.world.services[found.name].topics)) > 1


def _is_judged_anew(found: Found) -> bool:
    edition = found.world.feed.edition
    return edition is not None and edition.service == found.name == "classification"


def _line(row: EventRow, event: Any, raced: bool) -> tuple[Any, ...]:
    match event:
        case kit_events.CommandAccepted() if raced:  # which events it led to is part of the race
            return (row.type, event.command_id, event.blocked, row.known_on)
        case kit_events.CommandRejected() if LETTER in event.detail:
            told = event.detail.partition(LETTER)[0]
            return (row.type, event.command_id, event.code, told, row.key, row.known_on)
        case kit_events.DayClosed():
            return (row.type, event.business_date)
        case kit_events.MessageDeadLettered():
            return (row.type, event.rule, event.message.key, event.message.value)
        case kit_events.MessageParked():
            return (row.type, event.stream, event.rule, row.causation_id, row.known_on)
        case _:
            return (
                *(row.type, row.schema_version, row.event_id, row.payload, row.key, row.actor),
                *(row.effective_on, row.known_on, row.correlation_id, row.causation_id),
            )


def _views(found: Found) -> Views:
    feed = found.world.feed
    unsaid = UNSAID | {WHEN_JUDGED} if _is_judged_anew(found) else UNSAID
    views: Views = {}
    for stream, rows in found.known.items():
        kind = REGISTRY.kind(found.name, stream)
        if kind is None:
            continue
        known = [(row.version, found.events[stream, row.version]) for row in rows]
        for day in {feed.last_day, feed.first_day + (feed.last_day - feed.first_day) / 2}:
            state = kind.decider.fold(effective_order(known, day))
            for loan in feed.loans:
                view = kind.view(state, loan, day)
                if view is not None and stream.endswith((f"-{loan}", f"-{feed.loans[loan]}")):
                    views[stream, loan, day] = _without(unsaid, kind.show(view))
    return views


def _without(unsaid: Set[str], shown: Any) -> Any:
    match shown:
        case dict():
            return {k: _without(unsaid, v) for k, v in shown.items() if k not in unsaid}
        case list() | tuple():
            return [_without(unsaid, each) for each in shown]
        case _:
            return shown


# -- comparing ----------------------------------------------------------------------------------


def as_in_calm(found: dict[str, Found], calm: dict[str, Told]) -> None:
    """Nothing lost, nothing doubled: each stream as in the calm run, or all that order can't touch."""
    for name, each in found.items():
        ours = told(each)
        if is_raced(each):
            _same_facts(name, ours, calm[name])
            _same_streams(name, _of_officers(ours.streams), _of_officers(calm[name].streams))
            _same("views", name, ours.views, calm[name].views)
            _same("stands", name, ours.stands, calm[name].stands)
        else:
            _same_streams(name, ours.streams, calm[name].streams)


def _of_officers(streams: Streams) -> Streams:
    """Answers to officers and letters: nothing races with them."""
    return {name: lines for name, lines in streams.items() if name.startswith(("reply-", "dead-"))}


def _same_streams(name: str, ours: Streams, theirs: Streams) -> None:
    for stream in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(stream, []), theirs.get(stream, [])
        if mine != other:
            pairs = enumerate(zip(mine, other, strict=False))
            at = next((n for n, (a, b) in pairs if a != b), min(len(mine), len(other)))
            require("calm", False, name, stream, mine[at : at + 1], other[at : at + 1])


def _same_facts(name: str, ours: Told, theirs: Told) -> None:
    for place, mine, other in other_facts(ours.facts, theirs.facts, ours.words, theirs.words):
        require("calm", False, name, place, mine, other)


def _same(check: str, name: str, ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> None:
    for place in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(place), theirs.get(place)
        require(check, mine == other, name, place, mine, other)
