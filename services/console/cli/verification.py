"""`verify`: every hash link and position computed again, journal and stores compared."""

from __future__ import annotations

from typing import Any

from services.console.cli.output import Output, Sheet
from services.console.cli.target import Target


def run(out: Output, target: Target, loan_id: str | None) -> dict[str, Any]:
    raise NotImplementedError


def sheets(out: Output, report: dict[str, Any]) -> list[Sheet]:
    raise NotImplementedError
