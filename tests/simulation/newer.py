"""A newer sender: of one loan a service tells some of its words in types that nobody else knows.

Who listens keeps each of them as a letter and goes on; what they said is missing in the calm run too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from contracts.catalogue import CATALOGUE, MODELS
from contracts.message import Message
from services.kit.definition import Service
from tests.simulation.script import Feed, Newer

HOW_OFTEN = 1 / 3
ENDS = ("-told-anew.v1", ".v9")
"""Another act of the same family, and the next version but some."""


def newer_of(book: int, feed: Feed) -> Newer | None:
    """What is newer in this book; every third has something."""
    random = Random(f"newer {book}")
    if random.random() > HOW_OFTEN:
        return None
    service = random.choice((*feed.services, "monitoring", "monitoring"))
    kinds = [
        row.message.TYPE
        for row in CATALOGUE
        if (row.publisher, row.topic) == (service, f"postloan.{service}.v1") and row.message.KEYED
    ]
    chosen = random.sample(kinds, (len(kinds) + 1) // 2)
    told = {kind: kind.removesuffix(".v1") + random.choice(ENDS) for kind in chosen}
    return Newer(service, random.choice([*feed.loans]), told)


def speaks(service: Service, newer: Newer | None) -> Service:
    """The service with the newer words, if it is the one that has them."""
    if newer is None or newer.service != service.name:
        return service
    right, names = service.publish, newer.types

    def publish(event: Any, obligor: str) -> Message | None:
        message = right(event, obligor)
        if message is None or getattr(message, "loan_id", None) != newer.loan:
            return message
        return _told_anew(message, names)

    return replace(service, publish=publish)


def _told_anew(message: Message, names: Mapping[str, str]) -> Message:
    name = names.get(message.TYPE)
    if name is None:
        return message
    return _model(type(message), name).model_construct(**message.__dict__)


@cache
def _model(known: type[Message], name: str) -> type[Message]:
    body = {"TYPE": name, "__module__": __name__, "__doc__": "A word of newer code."}
    return type("Newer", (known,), body)


def is_unknown(record: Any) -> bool:
    """Whether no code here knows the type of this record of ours."""
    return dict(record.headers)["ce_type"].decode() not in MODELS
