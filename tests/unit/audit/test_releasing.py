"""The route by which a halted journal partition is let go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiokafka import TopicPartition
from fastapi import FastAPI

from services.audit import problems, releasing
from services.audit.halts import Order, Released, ReleaseRefused

ASKED = {"reason": "a stranger's record", "requested_by": "li", "approved_by": "wang"}
PATH = "/journals/postloan.monitoring.journal.v1/3/release"


class Desk:
    """Remembers what it was asked; refuses when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[TopicPartition, Order]] = []
        self.refusal: Exception | None = None

    async def release(self, at: TopicPartition, order: Order) -> Released:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append((at, order))
        return Released(at.topic, at.partition, "link_broken", 3, 4, "the record at offset 3")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    releasing.install(app, desk.release)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://audit") as made:
        yield made


async def test_the_order_is_handed_on_and_the_outcome_told(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    answer = await client.post(PATH, json=ASKED)
    assert answer.status_code == 200
    assert answer.json()["continued_at"] == 4
    assert desk.asked == [
        (
            TopicPartition("postloan.monitoring.journal.v1", 3),
            Order("a stranger's record", "li", "wang"),
        )
    ]


async def test_a_refusal_has_its_code(client: httpx.AsyncClient, desk: Desk) -> None:
    desk.refusal = ReleaseRefused("nothing_halted", "it is not halted")
    answer = await client.post(PATH, json=ASKED)
    assert answer.status_code == 409
    assert (answer.json()["rule"], answer.json()["detail"]) == (
        "nothing_halted",
        "it is not halted",
    )


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (PATH, {name: ASKED[name] for name in ("reason", "requested_by")}),
        (PATH, ASKED | {"requested_by": "two words"}),
        (PATH.replace("/3/", "/x/"), ASKED),
        (PATH.replace("/3/", "/-1/"), ASKED),
    ],
)
async def test_a_malformed_order_is_refused(
    client: httpx.AsyncClient, desk: Desk, path: str, asked: dict[str, Any]
) -> None:
    answer = await client.post(path, json=asked)
    assert answer.status_code == 422
    assert desk.asked == []
