"""Money, what is due and blocked acts over HTTP."""

from __future__ import annotations

import httpx
import pytest

from services.audit.library import NoBook
from tests.unit.audit.shelf import Shelf, problem


async def test_a_question_reaches_the_library(client: httpx.AsyncClient) -> None:
    answer = await client.get("/loans/L-1/money?as_of=2024-06-30&known_on=2024-06-29")
    assert answer.json()["known_on"] == "2024-06-29"
    answer = await client.get("/due?on=2024-06-30&service=collection&ahead=0")
    asked = {"on": "2024-06-30", "service": "collection", "ahead": "0", "limit": "200"}
    assert answer.json() == asked
    assert (await client.get("/due")).json() == asked | {
        "on": None,
        "service": None,
        "ahead": "30",
    }
    answer = await client.get("/blocked?from=2024-01-01&to=2024-01-01&limit=5")
    assert answer.json() == {
        "service": None,
        "first": "2024-01-01",
        "last": "2024-01-01",
        "limit": "5",
    }


@pytest.mark.parametrize(
    ("path", "field", "rule"),
    [
        ("/loans/L-1/money?as_of=2024-6-1", "as_of", "date_format"),
        ("/due?on=yesterday", "on", "date_format"),
        ("/due?service=audit", "service", "service_unknown"),
        ("/due?ahead=-1", "ahead", "parameter_format"),
        ("/due?limit=0", "limit", "parameter_format"),
        ("/blocked?from=2024-02-30", "from", "date_format"),
        ("/blocked?service=colection", "service", "service_unknown"),
        ("/blocked?from=2024-02-02&to=2024-02-01", "from", "period_order"),
    ],
)
async def test_a_wrong_question_about_work_is_named_too(
    client: httpx.AsyncClient, path: str, field: str, rule: str
) -> None:
    body = await problem(client, path, 422, rule)
    assert body["field"] == field
    assert body["detail"].startswith(f"{field}: ")
    if rule == "service_unknown":
        assert "choose one of monitoring, collection" in body["detail"]


async def test_without_a_closed_day_the_parameter_that_would_name_one_is_told(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    shelf.trouble = NoBook("on")
    body = await problem(client, "/due", 409, "no_closed_day")
    assert body["field"] == "on"
    assert "name a day with on" in body["detail"]
