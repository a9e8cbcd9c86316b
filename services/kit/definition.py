"""What makes one service different from another, as a value: rules, words, topics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from contracts.catalogue import COREBANK
from contracts.envelope import Envelope
from contracts.message import Message
from services.kit.domain import Command, Decider, DomainEvent
from services.kit.policy import PolicyBook

React = Callable[[Any, Envelope, date], Sequence[tuple[str, Command]]]


@dataclass(frozen=True)
class Service:
    """One service. ``listens`` are the ``ce_type`` values it takes; others of its topics are skipped.

    ``ticks_from`` is the topic whose closed days drive it; ``passes_ticks_on`` makes a
    ``kit.DayClosed`` event of each, for those who listen to this service. ``stream_of`` names the stream
    of a message, which waits also when ``react`` itself fails. ``project`` keeps the read tables and is
    shown the events in ``projects`` only. On the closing of a day of ``asks_all_on`` every stream is asked,
    whatever its agenda says: an agenda made before an edition was there can't name the edition's first day.
    It is asked with ``judge_from``, about the days from the first of them on: a fact may have had them judged
    when the edition was not there yet.
    """

    name: str
    topics: tuple[str, ...]
    ticks_from: str
    passes_ticks_on: bool
    listens: frozenset[str]
    decider: Decider[Any, Any, Any, Any]
    policies: PolicyBook[Any]
    react: React
    stream_of: Callable[[Any], str]
    time_reached: Callable[[str, date], Command]
    publish: Callable[[Any, str], Message | None]
    migrations: Path
    project: Callable[..., Any]
    projects: tuple[type[DomainEvent], ...]
    asks_all_on: frozenset[date] = frozenset()
    judge_from: Callable[[str, date, date], Command] | None = None

    @cached_property
    def commands_topic(self) -> str:
        """Where officers' commands come in."""
        return f"postloan.{self.name}.commands.v1"

    @cached_property
    def replies_topic(self) -> str:
        """Where their outcomes go out."""
        return f"postloan.{self.name}.replies.v1"

    @cached_property
    def published_topic(self) -> str:
        """The published language of this service."""
        return f"postloan.{self.name}.v1"

    @cached_property
    def journal_topic(self) -> str:
        """Every stored event, byte for byte."""
        return f"postloan.{self.name}.journal.v1"

    @cached_property
    def dead_letter_topic(self) -> str:
        """Messages that could not be taken."""
        return f"dlq.{self.name}"

    @cached_property
    def foreign_topics(self) -> frozenset[str]:
        """Topics that others than our own services write: their own headers are not believed."""
        return frozenset({COREBANK}.intersection(self.topics))

    @cached_property
    def all_topics(self) -> tuple[str, ...]:
        """Everything this service reads, its commands included."""
        return (*self.topics, self.commands_topic)
