"""Errors of the read side as problem documents (RFC 9457): field, value and rule named, no
traceback.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from contracts.errors import shown
from services.audit.library import NoBook, UnknownLoan
from services.kit.batch import StoreUnavailable
from services.kit.events import UnknownEvent

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:postloan:problem:"
RETRY_S = "2"


class Refused(Exception):
    """A question that can't be answered as it is put."""

    def __init__(self, rule: str, field: str, value: str, detail: str) -> None:
        super().__init__(detail)
        self.rule, self.field, self.value, self.detail = rule, field, value, detail


def problem(
    status: int, rule: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """A problem document; ``rule`` is its stable code and the end of its type."""
    body = {
        "type": f"{TYPES}{rule}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "rule": rule,
        **more,
    }
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Every error that a request can meet becomes a problem document."""
    _install_refusals(app)
    _install_troubles(app)


def _install_refusals(app: FastAPI) -> None:
    """What is wrong with the question."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return _answer([_violation(each) for each in error.errors()])

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        return _answer([_broken(error.field, error.value, error.rule, error.detail)])

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        rule = HTTPStatus(error.status_code).name.lower()
        headers = dict(error.headers or {})
        return problem(error.status_code, rule, str(error.detail), headers=headers)

    @app.exception_handler(UnknownLoan)
    async def unknown_loan(_: Request, error: UnknownLoan) -> JSONResponse:
        return problem(
            HTTPStatus.NOT_FOUND,
            "loan_unknown",
            str(error),
            field="loan_id",
            value=shown(error.loan_id),
        )

    @app.exception_handler(NoBook)
    async def no_book(_: Request, error: NoBook) -> JSONResponse:
        return problem(HTTPStatus.CONFLICT, "no_closed_day", str(error), field=error.field)


def _install_troubles(app: FastAPI) -> None:
    """What is wrong with us."""

    @app.exception_handler(StoreUnavailable)
    async def unavailable(_: Request, error: StoreUnavailable) -> JSONResponse:
        log.warning("read side waits for the database", reason=str(error))
        detail = "the journal's database does not answer; ask again"
        headers = {"Retry-After": RETRY_S}
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable", detail, headers=headers
        )

    @app.exception_handler(UnknownEvent)
    async def unknown_event(_: Request, error: UnknownEvent) -> JSONResponse:
        log.error("an event of another release", reason=str(error))
        detail = f"{error}: the audit service is older than the service that stored it"
        return problem(HTTPStatus.NOT_IMPLEMENTED, "unknown_event", detail)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("a question failed", path=request.url.path, exc_info=error)
        detail = "an error inside the audit service; its log has the details"
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail)


def _violation(found: Any) -> dict[str, str]:
    context = found.get("ctx", {})
    rule = "field_missing" if found["type"] == "missing" else "parameter_format"
    value = "absent" if found["type"] == "missing" else str(found.get("input", ""))
    return _broken(
        str(found["loc"][-1]),
        value,
        str(context.get("rule", rule)),
        str(context.get("detail", found["msg"])),
    )


def _broken(field: str, value: str, rule: str, detail: str) -> dict[str, str]:
    return {"field": field, "value": shown(value), "rule": rule, "detail": detail}


def _answer(errors: list[dict[str, str]]) -> JSONResponse:
    first = errors[0]
    detail = f"{first['field']}: {first['detail']} [rule {first['rule']}, value {first['value']}]"
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        first["rule"],
        detail,
        field=first["field"],
        value=first["value"],
        errors=errors,
    )
