"""Deliberate breaks: what somebody might one day simplify away, and what must then be found.

Each replaces one function while a test runs. ``caught_by`` names the checks that may find it first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from services.classification.domain import changes, merit
from services.classification.domain import judgement as judgement_of_classes
from services.collection.domain import clockwork, customer
from services.disposal.domain import recovery
from services.guarantee.domain import judgement
from services.kit import (
    daywork,
    draft,
    halting,
    hlc,
    inbox,
    memory_store,
    owner,
    relay,
    streams,
    turn,
)
from services.kit.letters import Letters
from services.kit.memory_store import MemoryStore
from services.kit.open_letters import OpenLetters
from services.kit.turn import Turn
from services.litigation.domain import judgement as legal_judgement
from tests.simulation import wrong_causes, wrong_changes, wrong_rules, wrong_writes, wrongs


@dataclass(frozen=True)
class Break:
    """``patches``: (where, name, what stands there instead). ``gentle``: only orderly runs tell."""

    name: str
    patches: tuple[tuple[Any, str, Any], ...]
    caught_by: frozenset[str]
    gentle: bool = False

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The code with this mistake in it."""
        before = [(place, name, place.__dict__[name]) for place, name, _ in self.patches]
        try:
            for place, name, wrong in self.patches:
                setattr(place, name, wrong)
            yield
        finally:
            for place, name, right in before:
                setattr(place, name, right)


def _break(
    name: str, place: Any, what: str, wrong: Any, *caught_by: str, gentle: bool = False
) -> Break:
    return Break(name, ((place, what, wrong),), frozenset(caught_by), gentle)


JUDGES = (changes, judgement_of_classes, merit)
LOST = ("calm", "days", "effects", "recovery")
"""A message without its effect: its stream differs, its day is not closed, who waits for it waits."""

BREAKS = (
    _break(
        "skip the fence: the store does not look at the epoch",
        *(memory_store, "_move_shards", wrongs.move_shards_of_anybody),
        *("writers",),
    ),
    _break(
        "forget the epoch: a claim raises none",
        *(MemoryStore, "claim", wrongs.claim_without_an_epoch()),
        *("writers",),
    ),
    _break(
        "commit the offset before the effects",
        *(MemoryStore, "append", wrongs.offset_first()),
        *LOST,
    ),
    _break(
        "believe Kafka's committed offset, do not seek to the stored one",
        *(inbox.Inbox, "_own", wrongs.own_where_kafka_says),
        *LOST,
    ),
    _break(
        "put the batch again after an unknown commit",
        *(owner.Owner, "write", wrongs.write_blindly),
        *("dense", "writers", "calm", "recovery"),
    ),
    Break(
        "take a batch for written where as many events of another stand",
        (
            (owner.Owner, "write", wrong_writes.write_that_meets_itself),
            (owner.Owner, "_check_this_one", wrong_writes.whatever_stands),
        ),
        frozenset({"topics"}),
    ),
    _break(
        "take a message again whose source position was taken",
        *(Turn, "_seen", wrongs.seen(positions=False)),
        *("accounted", "offsets", "recovery", "dense"),
    ),
    _break(
        "take a foreign message again that was taken",
        *(Turn, "_seen", wrongs.seen(foreign=False)),
        *("dense", "calm", "accounted", "recovery"),  # the store refuses it: nothing goes on then
    ),
    _break(
        "leave the place of a refused word of ours open",
        *(Turn, "_refused", wrongs.refused_without_its_place),
        *("recovery", "accounted", "offsets"),
    ),
    _break(
        "believe a cause's clock however far it is ahead",
        *(turn, "check_skew", wrongs.any_clock),
        *("clocks",),
    ),
    _break(
        "let the clock pass over the cause's",
        *(hlc, "tick", wrong_causes.tick_without_its_cause()),
        *("causes",),
    ),
    _break(
        "keep no link of the cause",
        *(draft.Draft, "append", wrong_causes.no_link_kept()),
        *("causes",),
    ),
    _break(
        "forget who acted",
        *(Letters, "cause", wrong_causes.cause_with(actor="nobody")),
        *("causes",),
    ),
    _break(
        "forget the chain of causes",
        *(Letters, "cause", wrong_causes.cause_with(correlation_id="none")),
        *("causes", "calm"),
    ),
    _break(
        "judge again what is replayed",
        *(streams.Streams, "fetch", wrongs.fetch_and_judge_again()),
        *("agenda", "memory", "calm", "views"),
    ),
    _break(
        "lose a row of the agenda",
        *(draft.Draft, "finish", wrongs.agenda_lost()),
        *("agenda",),
    ),
    _break(
        "close a day without what its own turn has changed",
        *(daywork.DayWork, "_due", wrongs.day_without_what_the_turn_changed()),
        *("calm", "agenda", "stands"),
    ),
    _break(
        "note a tick as taken before its day's work is written",
        *(Turn, "_close", wrongs.tick_first()),
        *("days", "recovery"),
    ),
    _break(
        "forget the place in one of several upstream topics",
        *(Turn, "_seen", wrongs.one_topic_forgotten()),
        *("offsets", "recovery"),
    ),
    _break(
        "close a day for another topic's word, before the day's tick was read",
        *(Turn, "_fact", wrongs.ticks_of_any_topic()),
        *("calm", "views", "days", "agenda", "recovery"),
    ),
    _break(
        "do not wait for the batch in hand when partitions are revoked",
        *(inbox.Inbox, "on_partitions_revoked", wrongs.revoke_at_once),
        *("handover",),
        gentle=True,
    ),
    _break(
        "send a closed day before the messages of its day",
        *(relay, "in_order", wrongs.days_first()),
        *("topics",),
    ),
    _break(
        "move the relay's cursor before the acknowledgement",
        *(relay.Relay, "_page", wrongs.cursor_first()),
        *("topics", "recovery"),
    ),
    _break(
        "refuse a broken command without a letter and an answer",
        *(Letters, "refused", wrong_rules.refused_in_silence()),
        *("accounted", "calm"),
    ),
    _break(
        "answer a broken command under the id of the mended one's answer",
        *(Letters, "_answer", wrong_rules.answered_as_if_taken),
        *("dense", "accounted", "calm"),
    ),
    _break(
        "answer a blocked act as if it were done",
        *(streams, "answered", lambda made: None),
        *("accounted", "calm"),
    ),
    _break(
        "take up only the first message of a parked stream",
        *(OpenLetters, "next", wrong_rules.only_the_first()),
        *("calm", "heard", "effects", "views"),
    ),
    _break(
        "collection: count a blocked act as a contact",
        *(customer, "touched", wrong_rules.blocked_and_counted()),
        *("views", "stands", "calm"),
    ),
    _break(
        "guarantee: leave entries that a late fact has undone",
        *(judgement, "_differences", wrong_rules.old_entries_stand()),
        *("views", "stands", "calm"),
    ),
    _break(
        "litigation: leave conclusions that a late fact has undone",
        *(legal_judgement, "_in_place_of", wrong_rules.old_conclusions_stand),
        *("views", "stands", "calm"),
    ),
    _break(
        "disposal: judge a payment once more with each message",
        *(recovery, "_differences", wrong_rules.judged_with_each_message()),
        *("views", "stands", "calm"),
    ),
    Break(
        "classification: judge a day by the newest edition, not by the one in force on it",
        tuple((place, "edition_on", wrong_changes.by_the_newest) for place in JUDGES),
        frozenset({"edition", "views", "stands", "calm", "oracle"}),
    ),
    _break(
        "collection: judge a day by the newest edition, not by the one in force on it",
        *(clockwork, "edition_on", wrong_changes.by_the_newest),
        *("edition", "views", "stands", "calm"),
    ),
    _break(
        "ask on an edition's first day only the streams that have something due",
        *(daywork.DayWork, "_all", wrong_changes.only_what_is_due),
        *("edition", "views", "stands", "calm"),
    ),
    _break(
        "leave what a fact had judged on an edition's first day before the edition came",
        *(daywork.DayWork, "_tick", wrong_changes.what_was_judged_stays),
        *("edition", "views", "stands", "calm"),
    ),
    _break(
        "keep no first day of an edition behind what holds a stream",
        *(daywork.DayWork, "_behind", wrong_changes.nothing_is_kept_behind),
        *("edition",),
    ),
    _break(
        "say nothing of an edition whose first day was closed without it",
        *(halting, "compare", wrong_changes.nothing_is_said),
        *("edition",),
    ),
    _break(
        "keep the agenda that older code has planned",
        *(daywork.DayWork, "_retire", wrong_changes.agenda_of_older_code_kept),
        *("agenda",),
    ),
    _break(
        "skip an event that older code does not know, and go on without it",
        *(streams.Streams, "fetch", wrong_changes.what_is_unknown_is_skipped()),
        *("calm", "memory", "views", "stands"),
    ),
)
PREVIOUS = _break(
    "ignore the position that a sender says came before",
    *(Turn, "_seen", wrongs.no_previous()),
    *("halted",),
)
HOLE = _break(
    "send past a hole in the positions",
    *(relay, "check_dense", wrongs.no_hole_is_looked_for),
    *("topics",),
)
