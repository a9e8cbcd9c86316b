"""The service as it is, with faults put around its seams (``forks.py`` starts it).

No fault lives in the services' own code. What is to happen is told by environment variables:

FAULT_AT     STEP:K: end this process by SIGKILL when it comes to the step for the Kth time
FAULT_FILE   file in which the same is written, at any time of this process's life; the dying takes it away
FAULT_SET    JSON, dotted name of a constant -> value: shorter time-outs, so that a run is short
FAULT_LOSE   share of database calls whose answer is lost after the commit
FAULT_CLOCK  file holding the seconds by which this process's clock is wrong
FAULT_GROUP  another consumer group, so that two processes own the same partitions
FAULT_BUG    loan whose handling fails with an error of our own
FAULT_NEWER  "fields": publish messages with a field that older code does not know; "types": tell under
             types that older code does not know what nobody listens to anyway

A seam that is not there any more is an error at start: no fault is silently left out.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import random
import runpy
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

STEPS = {
    "taken": "records handed over by the broker, not yet read",
    "decoded": "records read and checked against the contract",
    "before-call": "batch complete, database not yet called",
    "during-call": "database working on the call",
    "committed": "database has committed, Kafka's offset not yet told",
    "mid-publish": "part of a page acknowledged by the broker",
    "published": "whole page acknowledged, cursor not yet moved",
    "cursor-moved": "cursor moved",
    "hint": "about to tell Kafka the offset",
    "claimed": "partition claimed, not yet read",
    "projecting": "read tables changed, not yet committed",
}
NO_RELAY = {"mid-publish", "published", "cursor-moved", "projecting"}
AUDIT_STEPS = tuple(step for step in STEPS if step not in NO_RELAY)


def steps_of(service: str) -> tuple[str, ...]:
    """The steps at which this service can be killed."""
    return AUDIT_STEPS if service == "audit" else tuple(STEPS)


class Death:
    """Counts how often each step was reached and ends the process at the wanted one.

    ``file``: says which one, once it is there; what was reached before is not counted.
    """

    def __init__(self, wanted: str = "", file: Path | None = None) -> None:
        self.reached: Counter[str] = Counter()
        self._file = file
        self._want(wanted)
        self._look()

    def at(self, step: str) -> None:
        """A step is reached."""
        self._look()
        self.reached[step] += 1
        if self.due(step):
            self.now()

    def due(self, step: str) -> bool:
        """Whether this is the moment."""
        self._look()
        return step == self.step and self.reached[step] >= self.times

    def now(self) -> None:
        """Die. The next life is not told the same."""
        if self._file is not None:
            self._file.unlink()
        os.kill(os.getpid(), signal.SIGKILL)

    def _want(self, wanted: str) -> None:
        self._wanted = wanted
        self.step, _, times = wanted.partition(":")
        self.times = int(times or 1)

    def _look(self) -> None:
        if self._file is None or not self._file.exists():
            return
        if (wanted := self._file.read_text("utf-8")) != self._wanted:
            self._want(wanted)
            self.reached.clear()


def around(
    owner: Any,
    name: str,
    *,
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> None:
    """Put something before and after an asynchronous method; the method must exist."""
    original = getattr(owner, name)

    @wraps(original)
    async def wrapped(*arguments: Any, **named: Any) -> Any:
        before()
        result = await original(*arguments, **named)
        after()
        return result

    setattr(owner, name, wrapped)


def put_constants(told: str) -> None:
    """Set constants before anybody has copied them."""
    for dotted, value in json.loads(told).items():
        module, _, name = dotted.rpartition(".")
        owner = importlib.import_module(module)
        if not hasattr(owner, name):
            raise AttributeError(f"{dotted} is not there any more")
        setattr(owner, name, value)


def put_clock(file: Path) -> None:
    """This process's clock is wrong by what the file says."""
    clock = importlib.import_module("services.kit.clock")
    right = clock.utc_now
    clock.utc_now = lambda: right() + timedelta(seconds=float(file.read_text() or 0))


def put_group(group: str) -> None:
    """Join another consumer group."""
    edge = importlib.import_module("services.kit.edge")
    original = edge.subscribe
    edge.subscribe = lambda *a, **named: original(*a, **{**named, "group": group})


def put_bug(service: str, loan: str) -> None:
    """The rules fail for one loan."""
    module = importlib.import_module(f"services.{service}.domain.loan")
    replace = importlib.import_module("dataclasses").replace
    right = module.decider

    def decide(command: Any, state: Any, policies: Any) -> Any:
        if getattr(command, "loan_id", None) == loan:
            raise ZeroDivisionError("a bug of ours")
        return right.decide(command, state, policies)

    module.decider = replace(right, decide=decide)


def put_newer(kind: str) -> None:
    """Publish what only newer code knows."""
    if kind == "types":
        _newer_types(importlib.import_module("services.kit.outgoing"))
        return
    assert kind == "fields"
    message = importlib.import_module("contracts.message").Message
    original = message.to_payload
    message.to_payload = lambda self: original(self)[:-1] + b',"added_by_newer_code":"x"}'


def _newer_types(outgoing: Any) -> None:
    """New names for words without listeners: nothing that follows from them changes, but they are read."""
    catalogue = importlib.import_module("contracts.catalogue")
    replace = importlib.import_module("msgspec").structs.replace
    unheard = {row.message.TYPE for row in catalogue.CATALOGUE if not row.subscribers}
    original = outgoing._envelope

    def envelope(*arguments: Any) -> Any:
        told = original(*arguments)
        if told.type not in unheard:
            return told
        return replace(told, type=told.type.removesuffix(".v1") + "-told-anew.v1")

    outgoing._envelope = envelope


def put_lost_answers(store: Any, share: float) -> None:
    """The call is done, its answer is lost: the caller can't know."""
    original, dice = store.append, random.Random(os.getpid())

    async def append(self: Any, *arguments: Any) -> None:
        await original(self, *arguments)
        if dice.random() < share:
            async with self.connection():
                raise ConnectionResetError("the answer was lost")

    store.append = append


def put_death(service: str, death: Death) -> None:
    """Reach the steps of a deciding service or of audit."""
    if service == "audit":
        reader = importlib.import_module("services.audit.reader")
        store = importlib.import_module("services.audit.store").JournalStore
        inbox, read = reader.Reader, reader.read

        def decoded(records: Any) -> Any:
            result = read(records)
            death.at("decoded")
            return result

        reader.read = decoded
        around(store, "claim", after=lambda: death.at("claimed"))
    else:
        inbox = importlib.import_module("services.kit.inbox").Inbox
        store = importlib.import_module("services.kit.store").PostgresStore
        turn = importlib.import_module("services.kit.turn").Turn
        owner = importlib.import_module("services.kit.owner").Owner
        projection = importlib.import_module(f"services.{service}.projection")
        around(turn, "_fetch", before=lambda: death.at("decoded"))
        around(owner, "claim", after=lambda: death.at("claimed"))
        around(projection, "project", after=lambda: death.at("projecting"))
        around(store, "relay_move", before=lambda: death.at("published"))
        around(store, "relay_move", after=lambda: death.at("cursor-moved"))
        _half_a_page(importlib.import_module("services.kit.relay"), death)
    around(inbox, "take", before=lambda: death.at("taken"))
    around(inbox, "_commit", before=lambda: death.at("hint"))
    _in_mid_call(store, death)
    around(store, "append", before=lambda: death.at("before-call"))
    around(store, "append", after=lambda: death.at("committed"))


def _in_mid_call(store: Any, death: Death) -> None:
    original, dice = store.append, random.Random(os.getpid())

    async def append(self: Any, *arguments: Any) -> None:
        death.reached["during-call"] += 1
        if not death.due("during-call"):
            await original(self, *arguments)
            return
        call = asyncio.ensure_future(original(self, *arguments))
        await asyncio.wait({call}, timeout=dice.uniform(0.0005, 0.006))
        death.now()

    store.append = append


def _half_a_page(relay: Any, death: Death) -> None:
    original = relay.in_turn

    async def in_turn(producer: Any, topic: str, partition: int, records: Any) -> None:
        death.reached["mid-publish"] += 1
        if not death.due("mid-publish") or len(records) < 2:
            await original(producer, topic, partition, records)
            return
        await original(producer, topic, partition, records[: len(records) // 2])
        death.now()

    relay.in_turn = in_turn


def main(service: str) -> None:
    """Put the faults, then become the service."""
    told = os.environ.get
    if constants := told("FAULT_SET"):
        put_constants(constants)
    if clock := told("FAULT_CLOCK"):
        put_clock(Path(clock))
    if group := told("FAULT_GROUP"):
        put_group(group)
    if loan := told("FAULT_BUG"):
        put_bug(service, loan)
    if newer := told("FAULT_NEWER"):
        put_newer(newer)
    if at := told("FAULT_AT"):
        put_death(service, Death(at))
    if file := told("FAULT_FILE"):
        put_death(service, Death(file=Path(file)))
    if share := told("FAULT_LOSE"):
        name = "services.audit.store" if service == "audit" else "services.kit.store"
        module = importlib.import_module(name)
        put_lost_answers(
            getattr(module, "JournalStore", None) or module.PostgresStore, float(share)
        )
    sys.argv = [f"services.{service}"]
    runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=True)
