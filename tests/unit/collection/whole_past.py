"""The definition beside the short way: each decision also made by judging the customer's whole past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from services.collection.domain import customer
from services.collection.domain.customer import decider
from services.collection.policy import CollectionBook
from services.kit.domain import Rejected
from tests.unit.collection.life import POLICIES, Life


@contextmanager
def whole_past() -> Iterator[None]:
    """Judging begins at the first day, whatever was over before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(customer, "last_checkpoint", lambda _: None)
        yield


def decided(command: Any, state: Any, policies: CollectionBook = POLICIES) -> list[Any]:
    """The events, or the code and the text of the refusal."""
    try:
        return list(decider.decide(command, state, policies))
    except Rejected as refused:
        return [refused.code, refused.detail]


def check_same(command: Any, state: Any, policies: CollectionBook = POLICIES) -> None:
    """What is decided is what follows from the whole past."""
    with whole_past():
        wanted = decided(command, state, policies)
    assert decided(command, state, policies) == wanted


@dataclass
class Compared(Life):
    """A life in which every decision is compared. ``short``: those that began at a checkpoint."""

    short: int = 0

    def put(self, command: Any) -> list[Any]:
        self.short += bool(self.state.checkpoints)
        check_same(command, self.state)
        return super().put(command)
