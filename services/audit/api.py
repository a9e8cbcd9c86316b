"""The read side over HTTP (contract.md section 5): closed by default, problem documents, no pages.

Only ``/health/*`` is open; everything else, the OpenAPI document included, asks for the bearer
token.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from fastapi import FastAPI, Query
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.telemetry import TelemetryConfig
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from services.audit import documents
from services.audit.asking import (
    LIMIT,
    AsOf,
    Day,
    KnownAt,
    KnownOn,
    Limit,
    LoanId,
    ServiceName,
    known_service,
    unslashed,
)
from services.audit.knowledge import Knowledge
from services.audit.library import Library
from services.audit.problems import MEDIA_TYPE, Refused, install, problem
from services.audit.telemetry import Telemetry

OPEN = "/health/"
Ready = Callable[[], Awaitable[dict[str, Any] | None]]
AHEAD, AHEAD_MAX = 30, 36_600
"""Days to come that a list of what is due holds, unless it is asked for others."""


def make_app(
    library: Library, token: str, ready: Ready, telemetry: TelemetryConfig | None = None
) -> FastAPI:
    """The application. ``ready`` tells what it is doing, or None while it can't answer.

    Without ``telemetry`` it tells nothing of itself, whatever the environment asks of FastAPI."""
    app = FastAPI(
        title="postloan audit",
        version="1",
        description=__doc__ or "",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        telemetry=telemetry or Telemetry().of_read_side(),
        responses={
            status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {}}}
            for status in (401, 422, 500, 503)
        },
    )
    install(app)
    app.add_middleware(Guard, token=token)
    _loans(app, library)
    _lists(app, library)
    _health(app, ready)
    _describe(app)
    return app


class Guard:
    """Lets nothing in without the token but questions about health; compares in constant time.

    What it lets in keeps the slashes of a loan's number apart from those of its path.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 or hand the request on."""
        if scope["type"] == "http" and not scope["path"].startswith(OPEN):
            given = Headers(scope=scope).get("authorization", "").encode("latin-1")
            if not compare_digest(given, self._expected):
                refusal = problem(
                    HTTPStatus.UNAUTHORIZED,
                    "token_missing_or_wrong",
                    "header Authorization: a bearer token is needed",
                    headers={"WWW-Authenticate": "Bearer"},
                    field="authorization",
                )
                await refusal(scope, receive, send)
                return
        if raw_path := scope.get("raw_path"):
            scope = {**scope, "path": unslashed(raw_path)}
        await self._app(scope, receive, send)


def answer(document: dict[str, Any] | msgspec.Raw) -> Response:
    """A document as JSON, or JSON as it is. A long loan's has thousands of values: several times
    faster so."""
    return Response(msgspec.json.encode(document), media_type="application/json")


def _knowledge(known_on: date | None, known_at: datetime | None) -> Knowledge:
    if known_on is not None and known_at is not None:
        detail = "known_on and known_at exclude each other: give one"
        raise Refused("knowledge_once", "known_at", known_at.isoformat(), detail)
    return Knowledge(known_on, known_at)


def _loans(app: FastAPI, library: Library) -> None:
    missing: dict[int | str, dict[str, Any]] = {
        404: {"description": "not known at that knowledge", "content": {MEDIA_TYPE: {}}}
    }

    @app.get("/loans/{loan_id}", response_model=documents.LoanDocument, responses=missing)
    async def loan(
        loan_id: LoanId, as_of: AsOf = None, known_on: KnownOn = None, known_at: KnownAt = None
    ) -> Response:
        """The loan as of a day, as known on a day or at an instant."""
        return answer(await library.loan(loan_id, as_of, _knowledge(known_on, known_at)))

    @app.get("/loans/{loan_id}/history", response_model=documents.History, responses=missing)
    async def history(
        loan_id: LoanId, as_of: AsOf = None, known_on: KnownOn = None, known_at: KnownAt = None
    ) -> Response:
        """Every known event of the loan in causal order; with ``as_of`` those that count then."""
        return answer(await library.history(loan_id, as_of, _knowledge(known_on, known_at)))

    @app.get("/loans/{loan_id}/money", response_model=documents.MoneyByDay, responses=missing)
    async def money(
        loan_id: LoanId, as_of: AsOf = None, known_on: KnownOn = None, known_at: KnownAt = None
    ) -> Response:
        """Every component of the claim by day, what moved it, and whether it adds up."""
        return answer(await library.money(loan_id, as_of, _knowledge(known_on, known_at)))

    @app.get("/loans/{loan_id}/difference", response_model=documents.Difference, responses=missing)
    async def difference(
        loan_id: LoanId, known_on: Day, against: Day, as_of: AsOf = None
    ) -> Response:
        """The events that make two states of knowledge about one day differ, and the fields."""
        return answer(
            await library.difference(loan_id, as_of, Knowledge(known_on), Knowledge(against))
        )


def _lists(app: FastAPI, library: Library) -> None:
    @app.get("/book", response_model=documents.Book)
    async def book(
        as_of: AsOf = None,
        since: Annotated[Day | None, Query(description="show how classes moved since")] = None,
    ) -> Response:
        """Loans and principal per stage and class, non-performing ratio, migration."""
        return answer(await library.book(as_of, since))

    @app.get("/due", response_model=documents.DueList)
    async def due(
        on: Annotated[Day | None, Query(description="the day; default: last closed one")] = None,
        service: ServiceName = None,
        ahead: Annotated[int, Query(ge=0, le=AHEAD_MAX, description="and days to come")] = AHEAD,
        limit: Limit = LIMIT,
    ) -> Response:
        """What is due for people to do, over all loans; overdue first."""
        asked = known_service(library.services, service)
        return answer(await library.due(on, asked, ahead, limit))

    @app.get("/blocked", response_model=documents.BlockedActs)
    async def blocked(
        first: Annotated[
            Day | None, Query(alias="from", description="on this day or later")
        ] = None,
        last: Annotated[Day | None, Query(alias="to", description="by this day")] = None,
        service: ServiceName = None,
        limit: Limit = LIMIT,
    ) -> Response:
        """Acts that were refused: code, rule, policy, who in which role, and what to do instead."""
        if first is not None and last is not None and first > last:
            detail = f"it lies after to, which is {last}"
            raise Refused("period_order", "from", first.isoformat(), detail)
        asked = known_service(library.services, service)
        return answer(await library.blocked(asked, first, last, limit))


def _health(app: FastAPI, ready: Ready) -> None:
    @app.get("/health/live")
    async def live() -> Response:
        """The process runs."""
        return JSONResponse({"status": "live"})

    @app.get("/health/ready")
    async def is_ready() -> Response:
        """It reads the journals and its database answers."""
        state = await ready()
        if state is None:
            return problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "not_ready",
                "no journal is read yet, or the database does not answer",
            )
        return JSONResponse({"status": "ready", **state})


def _describe(app: FastAPI) -> None:
    """Say in the OpenAPI document that a bearer token is asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
            )
            made.setdefault("components", {})["securitySchemes"] = {
                "bearer": {"type": "http", "scheme": "bearer"}
            }
            made["security"] = [{"bearer": []}]
            for path, operations in made["paths"].items():
                if path.startswith(OPEN):
                    for operation in operations.values():
                        operation["security"] = []
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
