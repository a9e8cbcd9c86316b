"""Harms to what officers are told of a command that broke the contract: it is a letter, answered once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.faults.checker.arithmetic import answered_digest, command_digest, refused_digest
from tests.faults.checker.commands import ACCEPTED, REJECTED
from tests.faults.checker.letters import place_of
from tests.faults.checker.world import Message, World
from tests.faults.harms_letters import lettered

Harm = Callable[[World], World]
COMMANDS, REPLIES = "postloan.monitoring.commands.v1", "postloan.monitoring.replies.v1"
BROKEN = "broken"
UNTOLD = "I1: is not what the answer says was blocked"
UNANSWERED = f"I1: commands without exactly one answer: {BROKEN}"


def sent_broken(world: World, value: bytes = b"{}", *, answers: int = 1) -> World:
    """A command without its words: a letter; with so many refusals, each stored and sent."""
    records, book = world.topics[COMMANDS], world.books["monitoring"]
    headers = tuple((n, BROKEN.encode() if n == "ce_id" else d) for n, d in records[0].headers)
    end = max(m.offset for m in records if m.partition == records[0].partition) + 1
    record = records[0]._replace(offset=end, value=value, headers=headers, by_name=dict(headers))
    world.topics[COMMANDS] = [*records, record]
    lettered(world, topic=COMMANDS, at=-1)
    bytes_ = (record.key, record.value, record.headers)
    marks = (refused_digest(place_of(record), *bytes_), answered_digest(*bytes_))
    book.tables["foreign"] += [{"digest": mark} for mark in marks]
    for _ in range(answers):
        _refused(world)
    return world


def _refused(world: World, *, stored: bool = True, sent: bool = True) -> World:
    book, identity = world.books["monitoring"], uuid4()
    words = {"command_id": BROKEN, "code": "field_missing", "detail": "it says nothing"}
    if stored:
        row = {**book.events[-1], "event_id": identity, "type": REJECTED, "causation_id": BROKEN}
        row |= {"stream": f"reply-{row['shard']}", "payload": json.dumps(words).encode()}
        book.events.append(row)
    if sent:
        said = {"ce_id": str(identity).encode(), "ce_causationid": BROKEN.encode()}
        first = world.topics[REPLIES][0]
        reply = first._replace(by_name={**first.by_name, **said})
        world.topics[REPLIES] = [*world.topics[REPLIES], reply]
    return world


def sent_mended(world: World) -> World:
    """Broken first, then mended under its id: taken, agreed to, answered."""
    sent_broken(world)
    book, records = world.books["monitoring"], world.topics[COMMANDS]
    record = records[-1]._replace(offset=records[-1].offset + 1, value=records[0].value)
    world.topics[COMMANDS] = [*records, record]
    book.tables["foreign"].append({"digest": _mark(record)})
    _refused(world)
    _agreed(book.events[-1])
    return world


def _mark(record: Message) -> bytes:
    return command_digest(COMMANDS, record.text("ce_source") or "", BROKEN)


def _agreed(row: Any) -> None:
    words = {"command_id": BROKEN, "event_ids": []}
    row.update(type=ACCEPTED, payload=json.dumps(words).encode())


def _agreed_to(world: World) -> World:
    world = sent_broken(world)
    _agreed(world.books["monitoring"].events[-1])
    return world


def _done(world: World) -> World:
    world = sent_broken(world)
    events = world.books["monitoring"].events
    deed = {**events[-1], "event_id": uuid4(), "stream": "loan-L", "type": "monitoring.Noted"}
    events.append(deed | {"causation_id": BROKEN, "payload": b"{}"})
    return world


def _mended_in_vain(world: World) -> World:
    """The mended command was passed over: taken, it says, and nobody was told."""
    world = sent_mended(world)
    del world.books["monitoring"].events[-1]
    world.topics[REPLIES] = world.topics[REPLIES][:-1]
    return world


def _mended_and_lost(world: World) -> World:
    world = sent_mended(world)
    world.books["monitoring"].tables["foreign"].pop()
    return world


def _otherwise_broken(world: World) -> World:
    """Its other bytes want an answer of their own."""
    return sent_broken(sent_broken(world), b"[]", answers=0)


def _again(world: World) -> World:
    """The very same bytes want none."""
    return sent_broken(sent_broken(world))


def the_same_again(world: World) -> World:
    """Broken, and the very same bytes once more: two letters, one answer."""
    return sent_broken(sent_broken(world), answers=0)


def otherwise_broken(world: World) -> World:
    """Broken, and then broken in another way: two letters, two answers."""
    return sent_broken(sent_broken(world), b"[]")


QUIET = {"code": "QUIET_HOURS", "rule": "CC-01", "policy_id": "p", "alternative": "later"}


def _agreed_deed(world: World) -> tuple[Any, Any]:
    """An answer that names events, and the first of them."""
    events = world.books["monitoring"].events
    ids = {str(row["event_id"]): row for row in events}
    for row in events:
        named = json.loads(row["payload"])["event_ids"] if row["type"] == ACCEPTED else []
        if named:
            return row, ids[named[0]]
    raise AssertionError("no answer names an event")


def sent_blocked(world: World, **said: Any) -> World:
    """A command became a blocked act, and its answer says so; ``said``: what it says otherwise."""
    answer, deed = _agreed_deed(world)
    deed.update(type="monitoring.ProhibitedActionBlocked", payload=json.dumps(QUIET).encode())
    told = json.loads(answer["payload"]) | {"blocked": QUIET} | said
    answer.update(payload=json.dumps(told).encode())
    return world


def _made_up(world: World) -> World:
    """An answer that says an act was blocked, where none was."""
    answer, _ = _agreed_deed(world)
    told = json.loads(answer["payload"]) | {"blocked": QUIET}
    answer.update(payload=json.dumps(told).encode())
    return world


SOUND: tuple[Harm, ...] = (sent_broken, sent_mended, the_same_again, otherwise_broken)
OF_BROKEN_COMMANDS: dict[tuple[str, str], Harm] = {
    ("a broken command has no answer", UNANSWERED): lambda w: sent_broken(w, answers=0),
    ("a broken command has two answers", UNANSWERED): lambda w: sent_broken(w, answers=2),
    ("the answer to a broken command was not sent", UNANSWERED): lambda w: _refused(
        sent_broken(w, answers=0), sent=False
    ),
    ("the answer to a broken command was not stored", UNANSWERED): lambda w: _refused(
        sent_broken(w, answers=0), stored=False
    ),
    (
        "a broken command is agreed to",
        f"I1: accepted although they are letters, or twice: {BROKEN}",
    ): (_agreed_to),
    ("a broken command has an effect", "I1: 0 events are named, 1 are there"): _done,
    ("a broken command is answered again", UNANSWERED): _again,
    ("of two broken ones one is answered", UNANSWERED): _otherwise_broken,
    ("a mended command has no answer", UNANSWERED): _mended_in_vain,
    ("a blocked act is answered as if it were done", UNTOLD): lambda w: sent_blocked(
        w, blocked=None
    ),
    ("a blocked act is answered by another rule", UNTOLD): lambda w: sent_blocked(
        w, blocked={**QUIET, "rule": "COL-77"}
    ),
    ("an answer makes up a blocked act", UNTOLD): _made_up,
    ("a mended command was not taken", f"I1: were not taken: {BROKEN}"): _mended_and_lost,
}
"""By name and what must be found: the invariant, and after a colon words of the finding."""
