"""Asks audit's read side over HTTP, with the standard library alone: the answer comes at once."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from services.console.cli.errors import CommandError
from services.console.cli.target import Target

_SECONDS = 60.0


class NotFound(CommandError):
    """The read side knows no such thing."""


def get(target: Target, *path: str, query: Mapping[str, str] | None = None) -> Any:
    """The JSON document at this path; `CommandError` with the read side's own sentence."""
    address = _address(path)
    if query:
        address += "?" + urlencode(query)
    return _answer(target, address, *_ask(target, address))


def post(target: Target, *path: str, document: Mapping[str, Any]) -> Any:
    """Orders something of audit; its answer, or `CommandError` with its own sentence."""
    address = _address(path)
    return _answer(target, address, *_ask(target, address, document))


def _address(path: tuple[str, ...]) -> str:
    return "/" + "/".join(quote(part, safe="") for part in path)


def _answer(target: Target, address: str, status: int, body: bytes) -> Any:
    try:
        document: Any = json.loads(body)
    except ValueError:
        raise CommandError(
            f"The read side at {target.api} answered {status} to {address} with something that "
            "is no JSON document: another program may have taken its port."
        ) from None
    if status == http.client.OK:
        return document
    sentence = _sentence(document) or f"The read side answered {status} to {address}."
    raise NotFound(sentence) if status == http.client.NOT_FOUND else CommandError(sentence)


def _ask(target: Target, address: str, document: Any = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(target.api_host, target.api_port, timeout=_SECONDS)
    headers = {"Authorization": f"Bearer {target.token()}", "Accept": "application/json"}
    try:
        if document is None:
            connection.request("GET", address, headers=headers)
        else:
            headers["Content-Type"] = "application/json"
            connection.request("POST", address, json.dumps(document), headers)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException) as wrong:
        raise CommandError(_unreachable(target, wrong)) from None
    finally:
        connection.close()


def _unreachable(target: Target, wrong: Exception) -> str:
    where = "see `postloan status`"
    if target.folder is not None:
        where += f" and {target.folder.logs / 'audit.log'}"
    reason = getattr(wrong, "strerror", None) or str(wrong) or type(wrong).__name__
    return f"The audit service does not answer at {target.api} ({reason}): {where}."


def _sentence(problem: Any) -> str:
    """The sentence of a problem document (RFC 9457)."""
    if not isinstance(problem, dict):
        return ""
    text = str(problem.get("detail") or problem.get("title") or "").strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith(".") else text + "."
