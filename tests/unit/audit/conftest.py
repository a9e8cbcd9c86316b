"""The read side over HTTP, in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.audit.api import make_app
from tests.unit.audit.shelf import SIGNED, TOKEN, Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def app(shelf: Shelf) -> FastAPI:
    async def ready() -> dict[str, Any] | None:
        return {"partitions": 8, "halted": 0}

    return make_app(shelf, TOKEN, ready)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://audit", headers=SIGNED
    ) as made:
        yield made
