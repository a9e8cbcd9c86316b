"""The read side over HTTP: closed by default, problems that name field, value and rule."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.audit.api import make_app
from services.audit.knowledge import Knowledge
from services.audit.library import NoBook, UnknownLoan
from services.kit.batch import StoreUnavailable
from services.kit.events import UnknownEvent
from tests.unit.audit.shelf import TOKEN, Shelf, problem


@pytest.mark.parametrize(
    "path",
    [
        "/loans/L-1",
        "/loans/L-1/history",
        "/loans/L-1/money",
        "/book",
        "/due",
        "/blocked",
        "/openapi.json",
        "/nowhere",
        "/docs",
        "/healthy",
    ],
)
@pytest.mark.parametrize(
    "given", ["", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ", "Bearer Gru\u00df"]
)
async def test_nothing_but_health_is_open(app: FastAPI, path: str, given: str) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://audit") as stranger:
        headers = {"authorization": given.encode("latin-1")} if given else {}
        answer = await stranger.get(path, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_health_is_open(app: FastAPI) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://audit"
    ) as stranger:
        assert (await stranger.get("/health/live")).json() == {"status": "live"}
        ready = await stranger.get("/health/ready")
        assert ready.json() == {"status": "ready", "partitions": 8, "halted": 0}


async def test_a_process_that_reads_nothing_is_not_ready(shelf: Shelf) -> None:
    async def ready() -> dict[str, Any] | None:
        return None

    transport = httpx.ASGITransport(make_app(shelf, TOKEN, ready))
    async with httpx.AsyncClient(transport=transport, base_url="http://audit") as client:
        await problem(client, "/health/ready", 503, "not_ready")


async def test_a_question_reaches_the_library(client: httpx.AsyncClient) -> None:
    answer = await client.get("/loans/L-1?as_of=2024-06-30&known_on=2024-06-29")
    assert answer.json() == {
        "loan_id": "L-1",
        "as_of": "2024-06-30",
        "known_on": "2024-06-29",
        "known_at": None,
    }
    answer = await client.get("/loans/L-1/history?known_at=2024-06-30T08:00:00.5%2B08:00")
    instant = datetime(2024, 6, 30, 0, 0, 0, 500_000, tzinfo=UTC)
    assert datetime.fromisoformat(answer.json()["known_at"]) == instant
    answer = await client.get("/loans/L-1/difference?known_on=2024-01-31&against=2024-02-29")
    assert answer.json() == {"as_of": None, "before": "2024-01-31", "after": "2024-02-29"}
    answer = await client.get("/book?since=2024-01-01")
    assert answer.json() == {"as_of": None, "since": "2024-01-01"}


@pytest.mark.parametrize(
    ("query", "field", "rule"),
    [
        ("as_of=2024-6-1", "as_of", "date_format"),
        ("as_of=20240601", "as_of", "date_format"),
        ("as_of=2024-02-30", "as_of", "date_format"),
        ("as_of=2024-02-01T00:00:00", "as_of", "date_format"),
        ("as_of=0", "as_of", "date_format"),
        ("known_on=", "known_on", "date_format"),
        ("known_on=%D9%A2024-01-01", "known_on", "date_format"),
        ("known_at=2024-06-30T08:00:00", "known_at", "time_format"),
        ("known_at=2024-06-30", "known_at", "time_format"),
        ("known_at=1718755200", "known_at", "time_format"),
        ("known_at=2024-06-30T08:00:00+08:00", "known_at", "time_format"),
        ("known_at=2024-06-30T25:00:00Z", "known_at", "time_format"),
        ("known_on=2024-06-30&known_at=2024-06-30T08:00:00Z", "known_at", "knowledge_once"),
    ],
)
async def test_a_wrong_value_is_named_with_its_field_and_rule(
    client: httpx.AsyncClient, query: str, field: str, rule: str
) -> None:
    body = await problem(client, f"/loans/L-1?{query}", 422, rule)
    assert body["field"] == field
    assert body["detail"].startswith(f"{field}: ")
    assert f"[rule {rule}, value " in body["detail"]
    assert [each["field"] for each in body["errors"]] == [field]


async def test_a_missing_parameter_is_named(client: httpx.AsyncClient) -> None:
    body = await problem(client, "/loans/L-1/difference?known_on=2024-01-01", 422, "field_missing")
    assert (body["field"], body["value"]) == ("against", "absent")


@pytest.mark.parametrize("tail", ["", "/history", "/money"])
async def test_a_slash_may_stand_in_a_loan_number(client: httpx.AsyncClient, tail: str) -> None:
    answer = await client.get(f"/loans/%E8%B4%B7%2FA%2fhistory{tail}")
    assert (answer.status_code, answer.json()["loan_id"]) == (200, "贷/A/history")


@pytest.mark.parametrize("loan", ["L%00", "L%1F1", "L%20 1", "L" * 129])
async def test_a_loan_number_has_the_contract_s_form(client: httpx.AsyncClient, loan: str) -> None:
    body = await problem(client, f"/loans/{loan}", 422, "identifier_format")
    assert body["field"] == "loan_id"


async def test_an_unknown_loan_is_not_found(client: httpx.AsyncClient, shelf: Shelf) -> None:
    shelf.trouble = UnknownLoan("L-9", Knowledge(date(2024, 1, 1)))
    body = await problem(client, "/loans/L-9?known_on=2024-01-01", 404, "loan_unknown")
    assert body["detail"] == "loan L-9 was not known on 2024-01-01"
    assert body["value"] == "L-9"


@pytest.mark.parametrize(
    ("trouble", "status", "rule"),
    [
        (StoreUnavailable("10.0.0.1 password=secret"), 503, "store_unavailable"),
        (UnknownEvent("event 'x.Y' is not registered"), 501, "unknown_event"),
        (NoBook(), 409, "no_closed_day"),
        (RuntimeError("secret"), 500, "internal_error"),
    ],
)
async def test_every_trouble_is_a_problem_document_without_secrets(
    client: httpx.AsyncClient, shelf: Shelf, trouble: Exception, status: int, rule: str
) -> None:
    shelf.trouble = trouble
    body = await problem(client, "/book", status, rule)
    assert "secret" not in str(body)


async def test_unknown_paths_and_methods_are_problem_documents(client: httpx.AsyncClient) -> None:
    await problem(client, "/nowhere", 404, "not_found")
    answer = await client.post("/book")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["allow"] == "GET"


async def test_no_page_is_served(client: httpx.AsyncClient) -> None:
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect"):
        await problem(client, path, 404, "not_found")


async def test_the_openapi_document_says_what_is_asked_and_answered(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("/openapi.json")).json()
    assert set(document["paths"]) == {
        "/loans/{loan_id}",
        "/loans/{loan_id}/history",
        "/loans/{loan_id}/difference",
        "/loans/{loan_id}/money",
        "/book",
        "/due",
        "/blocked",
        "/health/live",
        "/health/ready",
    }
    assert document["security"] == [{"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert document["paths"]["/health/live"]["get"]["security"] == []
    asked = {p["name"]: p for p in document["paths"]["/loans/{loan_id}"]["get"]["parameters"]}
    assert set(asked) == {"loan_id", "as_of", "known_on", "known_at"}
    assert asked["as_of"]["schema"]["anyOf"][0] == {"type": "string", "format": "date"}
    answers = document["paths"]["/loans/{loan_id}"]["get"]["responses"]
    assert set(answers) >= {"200", "401", "404", "422"}
    for status in ("401", "404", "422"):
        assert list(answers[status]["content"]) == ["application/problem+json"]
    assert answers["200"]["content"]["application/json"]["schema"]["$ref"].endswith("LoanDocument")
