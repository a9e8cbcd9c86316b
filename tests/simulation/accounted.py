"""Nothing that is said is lost: each word ends as an effect, a letter, an answer."""

from __future__ import annotations

from collections import Counter
from typing import Any

from contracts.catalogue import COREBANK
from contracts.errors import ContractError
from services.kit import kit_events
from tests.simulation.checks import Found, require
from tests.simulation.newer import is_unknown
from tests.simulation.surroundings import envelope_of


def accounted(found: Found) -> None:
    """I1: a broken word is one letter with its bytes, a command has one answer, and of its broken
    forms each has one refusal, however often it was sent.

    A command that became a blocked act is answered so. What was accepted with a member that no code
    knows has one work item. A word of a newer service of ours is one letter however often it was sent.
    """
    _newer_words(found)
    _blocked_acts(found)
    service = found.world.services[found.name]
    letters, items = Counter(_letters(found)), Counter(_items(found))
    answers = _answers(found)
    broken: dict[str, set[Any]] = {}
    taken: set[str] = set()
    for topic in (COREBANK, service.commands_topic):
        if topic not in service.all_topics:
            continue
        for partition in range(found.world.feed.partitions):
            for record in found.topic(topic, partition):
                word = found.world.wrote[topic, partition, record.offset]
                kept = letters[topic, partition, record.offset, record.key, record.value]
                if word.poison:
                    require("accounted", kept == 1, found.name, kept, "letters", word.id)
                if topic == COREBANK or not _has_id(record):
                    continue
                if word.poison:
                    broken.setdefault(word.id, set()).add((record.key, record.value, word.headers))
                else:
                    taken.add(word.id)
                if True in answers.get(word.id, []) and b"never_heard_of" in (record.value or b""):
                    require("accounted", items[word.id] == 1, found.name, "item of", word.id)
    again = _taken_up(found)
    for identity in sorted(broken.keys() | taken):
        told, sound = answers.get(identity, []), identity in taken
        due = len(broken.get(identity, ())) + sound + again[identity]
        one = len(told) == due and sum(told) <= sound
        require("accounted", one, found.name, identity, "is answered", told)


def _blocked_acts(found: Found) -> None:
    """An answer tells the first blocked act among the events that it names, and no other."""
    acts = {
        row.event_id: found.events[row.stream, row.version]
        for rows in found.streams.values()
        for row in rows
        if row.type.endswith(".ProhibitedActionBlocked")
    }
    for answer in _of_kind(found, kit_events.CommandAccepted):
        act = next((acts[each] for each in answer.event_ids if each in acts), None)
        wanted, told = (
            None if one is None else (one.code, one.rule, one.policy_id, one.alternative)
            for one in (act, answer.blocked)
        )
        require("accounted", told == wanted, found.name, answer.command_id, "is told", told)


def _newer_words(found: Found) -> None:
    letters = Counter(
        (letter.message.topic, _id_of(letter.message.header_bytes()))
        for letter in _of_kind(found, kit_events.MessageDeadLettered)
    )
    for topic in found.world.services[found.name].topics:
        if topic == COREBANK:
            continue
        for partition in range(found.world.feed.partitions):
            for record in found.topic(topic, partition):
                kept = letters[topic, _id_of(record.headers)]
                wanted = int(is_unknown(record))
                require("accounted", kept == wanted, found.name, topic, kept, "letters of a word")


def _id_of(headers: Any) -> str:
    return (dict(headers).get("ce_id") or b"").decode("utf-8", "replace")


def lettered(found: Found) -> set[str]:
    """Messages that are dead letters, by their own ids."""
    letters = _of_kind(found, kit_events.MessageDeadLettered)
    return {_id_of(letter.message.header_bytes()) for letter in letters}


def _of_kind(found: Found, kind: type[Any]) -> list[Any]:
    return [event for event in found.events.values() if type(event) is kind]


def _letters(found: Found) -> list[tuple[Any, ...]]:
    letters = _of_kind(found, kit_events.MessageDeadLettered)
    return [
        (m.topic, m.partition, m.offset, m.key_bytes(), m.value_bytes())
        for m in (letter.message for letter in letters)
    ]


def _answers(found: Found) -> dict[str, list[bool]]:
    """Command -> whether it was accepted, for each of its answers."""
    told: dict[str, list[bool]] = {}
    for kind in (kit_events.CommandAccepted, kit_events.CommandRejected):
        for event in _of_kind(found, kind):
            told.setdefault(event.command_id, []).append(kind is kit_events.CommandAccepted)
    return told


def _taken_up(found: Found) -> Counter[str]:
    """Command -> how many parked letters of it were taken up again; each is answered once more."""
    parked = {
        row.event_id: row.causation_id
        for rows in found.shards.values()
        for row in rows
        if row.type == kit_events.MessageParked.NAME
    }
    letters = (event.letter for event in _of_kind(found, kit_events.MessageRedriven))
    return Counter(parked[letter] for letter in letters if letter in parked)


def _items(found: Found) -> list[str]:
    return [event.message_id for event in _of_kind(found, kit_events.UnknownMemberNoted)]


def _has_id(record: Any) -> bool:
    """Whether it says who wants an answer."""
    try:
        return bool(envelope_of(record.key, record.headers).id)
    except ContractError:
        return False
