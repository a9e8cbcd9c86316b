"""`due` and `blocked`: what people have to do over all loans, and what they were kept from."""

from __future__ import annotations

from typing import Annotated

import typer

from services.console.cli import options
from services.console.cli.errors import DONE, UsageError
from services.console.cli.options import (
    BOTH,
    DATA,
    DataOption,
    JsonOption,
    LangOption,
    ServiceOption,
)
from services.console.cli.output import Output

LimitOption = Annotated[str, typer.Option(metavar="N", help="Rows at most.")]
LIMIT, LIMIT_MAX, AHEAD_MAX = "200", 10_000, 36_600


def add_to(app: typer.Typer) -> None:
    """Declares the commands of this file."""
    for command in (due, blocked):
        app.command(rich_help_panel="Ask")(command)


def due(
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day asked about. Default: the last closed day."),
    ] = None,
    service: ServiceOption = None,
    ahead: Annotated[
        str, typer.Option(metavar="DAYS", help="And what falls due in so many days to come.")
    ] = "30",
    limit: LimitOption = LIMIT,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """List what is due for people to do, overdue first.

    Over all loans and services, with the rule or article behind each deadline. It reads the whole
    book; --service reads that service's part of it alone.
    """
    from services.console.cli import api, due_sheets, target

    out = Output(as_json=as_json, lang=lang)
    day = options.day("--on", on)
    size = {
        "ahead": options.number("--ahead", ahead, 0, AHEAD_MAX),
        "limit": options.number("--limit", limit, 1, LIMIT_MAX),
    }
    found = target.find(data)
    asked = {"on": day, "service": _known(service, found.services)}
    query = {name: text for name, text in asked.items() if text is not None}
    return _show(out, api.get(found, "due", query=query | size), due_sheets.due)


def blocked(
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Attempted on this day or later.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Attempted by this day.")
    ] = None,
    service: ServiceOption = None,
    limit: LimitOption = LIMIT,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """List the acts that were refused, the latest first.

    What may not be done to people, with the rule, who tried it, and what to do instead.
    """
    from services.console.cli import api, due_sheets, target

    out = Output(as_json=as_json, lang=lang)
    size = options.number("--limit", limit, 1, LIMIT_MAX)
    period = {"from": options.day("--from", first), "to": options.day("--to", last)}
    if first is not None and last is not None and first > last:
        raise UsageError(f"--from {first!r} lies after --to {last!r}: turn them round.")
    found = target.find(data)
    asked = {**period, "service": _known(service, found.services)}
    query = {name: text for name, text in asked.items() if text is not None}
    query["limit"] = size
    return _show(out, api.get(found, "blocked", query=query), due_sheets.blocked)


def _known(service: str | None, services: tuple[str, ...]) -> str | None:
    """The service, if the stack has it; `UsageError` names those it has."""
    from services.console.cli import topology

    known = topology.deciding(services)
    if service is not None and service not in known:
        raise UsageError(f"--service {service!r}: choose one of {', '.join(known)}.")
    return service


def _show(out: Output, document: dict[str, object], sheets: options.Sheets) -> int:
    if out.as_json:
        out.document(document)
    else:
        out.sheets(*sheets(out, document))
    return DONE
