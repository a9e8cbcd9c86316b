"""Which events belong to which step of a life, and how a step ended. Pure.

A step's events bear its message's id as correlation id, however many services later. What no step
led to was led to by a closed day, and stands with that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from services.console.lives.reading import Step

Event = Mapping[str, Any]
"""One event of audit's history."""

Kind = Literal["taken", "blocked", "refused", "repeated", "set_aside", "not_taken"]

_BLOCKED = "ProhibitedActionBlocked"
_LETTERS = ("kit.MessageParked", "kit.MessageDeadLettered")
_ANSWERS = ("kit.CommandAccepted", "kit.CommandRejected")


@dataclass(frozen=True)
class Outcome:
    """How a step ended. ``code`` and ``detail`` of what was blocked or refused."""

    kind: Kind
    code: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Chapter:
    """A step or a closed day, and the events that it led to."""

    on: date
    events: tuple[Event, ...]
    step: Step | None = None
    outcome: Outcome | None = None
    before: bool = False
    """The step was taken in an earlier run and is not sent again."""


@dataclass
class Chronicle:
    """What has been told so far."""

    _seen: set[str] = field(default_factory=set)

    def news(self, histories: Iterable[Mapping[str, Any]]) -> list[Event]:
        """Events that were not told yet, in their order; what two loans share is told once."""
        found = [
            event
            for history in histories
            for event in history["events"]
            if event["event_id"] not in self._seen
        ]
        fresh = {event["event_id"]: event for event in found}
        self._seen |= set(fresh)
        return sorted(fresh.values(), key=_clock)


def _clock(event: Event) -> tuple[int, int]:
    physical, _, counter = event["clock"].partition(".")
    return int(physical), int(counter)


def chapters(
    steps: Sequence[Step], before: frozenset[int], news: Sequence[Event]
) -> list[Chapter]:
    """The steps with their events, and between them the days that led to some."""
    at = {step.envelope.id: place for place, step in enumerate(steps)}
    led: list[list[Event]] = [[] for _ in steps]
    days: dict[date, list[Event]] = {}
    for event in news:
        if event["correlation_id"] in at:
            led[at[event["correlation_id"]]].append(event)
        else:
            days.setdefault(date.fromisoformat(event["known_on"]), []).append(event)
    told: list[Chapter] = []
    left = sorted(days)
    for step, events in zip(steps, led, strict=True):
        while left and left[0] < step.on:
            told.append(Chapter(left[0], tuple(days[left.pop(0)])))
        told.append(
            Chapter(step.on, tuple(events), step, outcome(step, events), step.number in before)
        )
    return [*told, *(Chapter(day, tuple(days[day])) for day in left)]


def outcome(step: Step, events: Sequence[Event]) -> Outcome:
    """How the step ended, from the events that its message led to."""
    own = [each for each in events if each["service"] == step.service]
    for each in own:
        payload = each["payload"]
        if each["type"] == "kit.CommandRejected":
            return Outcome("refused", payload["code"], payload["detail"])
        if each["type"] in _LETTERS:
            return Outcome("not_taken", payload["rule"], payload["detail"])
        if each["type"].endswith(_BLOCKED):
            return Outcome("blocked", payload["code"], payload["rule"])
        if each["type"].endswith(".FactSetAside"):
            return Outcome("set_aside", payload["reason"])
        if each["type"].endswith(".FactRepeated"):
            return Outcome("repeated")
    if own:
        return Outcome("taken")
    return Outcome(
        "not_taken" if step.is_command else "repeated"
    )  # a repeated fact leaves no trace


def answered_otherwise(step: Step, reply: Mapping[str, Any]) -> bool:
    """Whether a command's answer is not the one that its life says; ``reply``: as `postloan send` has it."""
    blocked = reply["blocked"]["code"] if reply["blocked"] else None
    return (not reply["accepted"], blocked) != (step.refused is not None, step.blocked)


def unmet(chapter: Chapter) -> str | None:
    """One sentence where a step did not end as its life says; None where it did."""
    step, ended = chapter.step, chapter.outcome
    if step is None or ended is None:
        return None
    kind, code = _promise(step)
    if ended.kind == kind and (code is None or ended.code == code):
        return None
    expected = kind.replace("_", " ") + (f" with {code!r}" if code else "")
    happened = ended.kind.replace("_", " ")
    if ended.code:
        happened += f" with {ended.code!r}"
    if ended.detail:
        happened += f": {ended.detail.rstrip('.')}"
    return (
        f"step {step.number} of {step.on} ({step.envelope.type}): expected to be {expected}, "
        f"but it was {happened}."
    )


def _promise(step: Step) -> tuple[str, str | None]:
    """How a step must end, and with which code if that is said."""
    if step.refused:
        return "refused", step.refused
    if step.blocked:
        return "blocked", step.blocked
    return step.ends or "taken", None


def told_to_people(events: Iterable[Event]) -> list[Event]:
    """Without the answers of the kit, which the outcome tells already."""
    return [each for each in events if each["type"] not in _ANSWERS]
