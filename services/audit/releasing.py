"""The route by which two persons let a halted journal partition go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from fastapi import FastAPI, Path
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from contracts.message import Identifier, Text
from services.audit.halts import Order, Released, ReleaseRefused
from services.audit.problems import MEDIA_TYPE, problem

Release = Callable[[TopicPartition, Order], Awaitable[Released]]


class Asked(BaseModel):
    """Two persons and a reason."""

    reason: Text
    requested_by: Identifier
    approved_by: Identifier


class Answered(BaseModel):
    """Where it goes on, and what was set aside for that."""

    topic: str
    partition: int
    rule: str
    waited_at: int
    continued_at: int
    given_up: str


def install(app: FastAPI, release: Release) -> None:
    """Add the route."""
    refusals: dict[int | str, dict[str, Any]] = {
        409: {"description": "refused, with its code", "content": {MEDIA_TYPE: {}}}
    }

    @app.post("/journals/{topic}/{partition}/release", response_model=Answered, responses=refusals)
    async def let_go(
        topic: str, partition: Annotated[int, Path(ge=0, le=2**31 - 1)], asked: Asked
    ) -> Response:
        """Let a halted partition of a journal go on, with names and reason kept."""
        order = Order(asked.reason, asked.requested_by, asked.approved_by)
        try:
            released = await release(TopicPartition(topic, partition), order)
        except ReleaseRefused as refused:
            return problem(HTTPStatus.CONFLICT, refused.code, refused.detail)
        except KafkaError as silent:
            detail = f"Kafka does not say where the topic begins: {silent}"
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, "kafka_unavailable", detail)
        return JSONResponse(released._asdict())
