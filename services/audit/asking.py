"""What may be asked of the read side: days, instants, numbers of loans, names of services."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Path, Query
from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from contracts.errors import IDENTIFIER_PATTERN
from services.audit.problems import Refused

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def _broken(rule: str, detail: str) -> PydanticCustomError:
    return PydanticCustomError("contract", "{detail}", {"rule": rule, "detail": detail})


def _day(text: Any) -> Any:
    try:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _broken("date_format", "a day of the calendar is written YYYY-MM-DD")


def _instant(text: Any) -> Any:
    try:
        if isinstance(text, str) and _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text.upper())
    except ValueError:
        pass
    raise _broken(
        "time_format",
        "an instant is RFC 3339 with an offset (in an address write the + of an offset as %2B)",
    )


_SLASH = "\x1f"
"""Stands for a slash inside a segment of a path until it is read: no number holds it."""


def unslashed(raw_path: bytes) -> str:
    """The decoded path in which only slashes between segments are left; ``%2F`` is part of a number."""
    parts = (unquote(part).replace(_SLASH, "\0") for part in raw_path.decode("latin-1").split("/"))
    return "/".join(part.replace("/", _SLASH) for part in parts)


def _identifier(text: str) -> str:
    text = text.replace(_SLASH, "/")
    if not re.fullmatch(IDENTIFIER_PATTERN, text):
        raise _broken("identifier_format", "1 to 128 characters, no white space, no controls")
    return text


Day = Annotated[date, BeforeValidator(_day)]
LoanId = Annotated[str, AfterValidator(_identifier), Path(description="loan number")]
AsOf = Annotated[Day | None, Query(description="the day asked about; default: last closed one")]
KnownOn = Annotated[Day | None, Query(description="what was known by the end of this bank's day")]
KnownAt = Annotated[
    Annotated[datetime, BeforeValidator(_instant)] | None,
    Query(description="what was stored by this instant"),
]

LIMIT, LIMIT_MAX = 200, 10_000
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="rows at most")]
ServiceName = Annotated[str | None, Query(description="of this service only")]


def known_service(services: Iterable[str], service: str | None) -> str | None:
    """The service, if there is one of that name; ``Refused`` names those that there are."""
    names = list(services)
    if service is not None and service not in names:
        detail = f"choose one of {', '.join(names)}"
        raise Refused("service_unknown", "service", service, detail)
    return service
