"""A library that answers with what it was asked, for tests of the read side over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import msgspec

from services.audit.knowledge import EVERYTHING, Knowledge
from services.audit.library import Library

TOKEN = "a-token-of-this-test"
SIGNED = {"Authorization": f"Bearer {TOKEN}"}


class Shelf(Library):
    """Answers with what it was asked."""

    def __init__(self) -> None:
        self.trouble: Exception | None = None

    def _told(self, **asked: Any) -> dict[str, Any]:
        if self.trouble is not None:
            raise self.trouble
        return {name: None if value is None else str(value) for name, value in asked.items()}

    async def loan(
        self, loan_id: str, as_of: date | None, knowledge: Knowledge = EVERYTHING
    ) -> msgspec.Raw:
        return _raw(self._told(loan_id=loan_id, as_of=as_of, **knowledge._asdict()))

    async def history(
        self, loan_id: str, as_of: date | None, knowledge: Knowledge = EVERYTHING
    ) -> msgspec.Raw:
        return _raw(self._told(loan_id=loan_id, as_of=as_of, **knowledge._asdict()))

    async def money(
        self, loan_id: str, as_of: date | None, knowledge: Knowledge = EVERYTHING
    ) -> msgspec.Raw:
        return _raw(self._told(loan_id=loan_id, as_of=as_of, **knowledge._asdict()))

    @property
    def services(self) -> tuple[str, ...]:
        return "monitoring", "collection"

    async def due(
        self, on: date | None, service: str | None, ahead: int, limit: int
    ) -> dict[str, Any]:
        return self._told(on=on, service=service, ahead=ahead, limit=limit)

    async def blocked(
        self, service: str | None, first: date | None, last: date | None, limit: int
    ) -> dict[str, Any]:
        return self._told(service=service, first=first, last=last, limit=limit)

    async def difference(
        self, loan_id: str, as_of: date | None, before: Knowledge, after: Knowledge
    ) -> msgspec.Raw:
        return _raw(self._told(as_of=as_of, before=before.known_on, after=after.known_on))

    async def book(self, as_of: date | None, since: date | None) -> dict[str, Any]:
        return self._told(as_of=as_of, since=since)


def _raw(told: dict[str, Any]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(told))


async def problem(
    client: httpx.AsyncClient, path: str, status: int, rule: str, **headers: str
) -> dict[str, Any]:
    """Ask, and hold the answer to the form of a problem document."""
    answer = await client.get(path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["type"] == f"urn:postloan:problem:{rule}"
    assert body["title"]
    assert body["detail"]
    assert "Traceback" not in answer.text
    return body
