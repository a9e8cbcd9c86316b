"""Words that break the contract, one rule each, for every topic that others than our services write."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from contracts.catalogue import COREBANK, MODELS
from contracts.message import open_members
from tests.simulation.words import Word

Way = Callable[[Word], dict[str, Any]]


def _header(name: str, value: bytes) -> Way:
    def way(word: Word) -> dict[str, Any]:
        changed = [(n, value if n == name else v) for n, v in word.headers]
        return {"headers": tuple(changed)}

    return way


def _type(end: str) -> Way:
    """Another act, or another version, of the same family."""

    def way(word: Word) -> dict[str, Any]:
        family, _, _ = dict(word.headers)["ce_type"].decode().rpartition(".v")
        kind = f"{family}.{end}" if end == "v9" else f"{family}-{end}"
        return _header("ce_type", kind.encode())(word)

    return way


def _elsewhere(word: Word) -> dict[str, Any]:
    """A word that travels on another topic."""
    officers = "postloan.monitoring.accelerate-loan.v1"
    kind = officers if word.topic == COREBANK else "corebank.repayment-reversed.v1"
    return _header("ce_type", kind.encode())(word)


def _data(change: Callable[[dict[str, Any]], None]) -> Way:
    def way(word: Word) -> dict[str, Any]:
        data = json.loads(word.value or b"")
        change(data)
        return {"value": json.dumps(data).encode()}

    return way


def _without_id(word: Word) -> dict[str, Any]:
    return {"headers": tuple(h for h in word.headers if h[0] != "ce_id")}


WAYS: tuple[Way, ...] = (
    lambda word: {"value": b"\xff no json"},
    lambda word: {"value": None},
    lambda word: {"headers": ()},
    _without_id,
    lambda word: {"key": b"C-other"},
    _header("ce_subject", b"L-other"),
    _header("ce_businessdate", b"2024-02-30"),
    _type("v9"),
    _type("of-no-contract.v1"),
    _elsewhere,
    _data(lambda data: data.pop("loan_id")),
    _data(lambda data: data.update(obligor_id=5)),
)


def malformed(good: Word, random: Random) -> Word:
    """The same word with one thing wrong."""
    return replace(good, **random.choice(WAYS)(good), raw=None, poison=True)


def forms(good: Word, random: Random) -> tuple[Word, ...]:
    """Under one id the word broken, and often beside it as it should be."""
    bad = malformed(good, random)
    return random.choice(((bad,), (bad,), (bad, good), (bad, good, bad), (good, bad)))


def with_a_new_member(kind: str, data: dict[str, Any], random: Random) -> dict[str, Any]:
    """The same with a member that no code knows yet, where the contract has an open list for one."""
    fields = [
        n for n, field in MODELS[kind].model_fields.items() if open_members(field) and n in data
    ]
    return data | ({random.choice(fields): "never_heard_of"} if fields else {})
