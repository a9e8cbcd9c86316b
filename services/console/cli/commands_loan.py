"""`loan`, `history`, `money`, `book`, `items`: questions to audit's read side."""

from __future__ import annotations

from typing import Annotated

import typer

from services.console.cli import options
from services.console.cli.errors import DONE, FOUND, UsageError
from services.console.cli.options import (
    BOTH,
    DATA,
    AsOfOption,
    DataOption,
    JsonOption,
    KnownAtOption,
    KnownOnOption,
    LangOption,
    ServiceOption,
)
from services.console.cli.output import Output

LoanArgument = Annotated[
    str, typer.Argument(metavar="LOAN", help="Number of the loan.", callback=options.loan_number)
]


def add_to(app: typer.Typer) -> None:
    """Declares the commands of this file."""
    for command in (loan, history, money, book, items):
        app.command(rich_help_panel="Ask")(command)


def loan(
    loan_id: LoanArgument,
    as_of: AsOfOption = None,
    known_on: KnownOnOption = None,
    known_at: KnownAtOption = None,
    diff_known: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="D1 D2", help="What D2 knew and D1 did not: events and fields."),
    ] = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Show the loan as it was on a day, as known on a day."""
    from services.console.cli import api, history_sheets, loan_sheets, target

    out = Output(as_json=as_json, lang=lang)
    asked = options.knowledge(as_of, known_on, known_at)
    if diff_known is not None:
        if "known_on" in asked or "known_at" in asked:
            raise UsageError("--diff-known names both states of knowledge: leave the other away.")
        first, second = (options.day("--diff-known", each) or "" for each in diff_known)
        query = asked | {"known_on": first, "against": second}
        found = api.get(target.find(data), "loans", loan_id, "difference", query=query)
        return _show(out, found, history_sheets.difference)
    return _show(out, api.get(target.find(data), "loans", loan_id, query=asked), loan_sheets.loan)


def history(
    loan_id: LoanArgument,
    as_of: AsOfOption = None,
    known_on: KnownOnOption = None,
    known_at: KnownAtOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Show every event of the loan in causal order."""
    from services.console.cli import api, history_sheets, target

    out = Output(as_json=as_json, lang=lang)
    asked = options.knowledge(as_of, known_on, known_at)
    found = api.get(target.find(data), "loans", loan_id, "history", query=asked)
    return _show(out, found, history_sheets.history)


def money(
    loan_id: LoanArgument,
    as_of: AsOfOption = None,
    known_on: KnownOnOption = None,
    known_at: KnownAtOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Show every component of the claim by day, and where it went.

    Each movement with the event behind it. At the end what was claimed must equal what was paid,
    taken in kind, written off or lost, and what is left. Exit code 3 if it does not.
    """
    from services.console.cli import api, money_sheets, target

    out = Output(as_json=as_json, lang=lang)
    asked = options.knowledge(as_of, known_on, known_at)
    found = api.get(target.find(data), "loans", loan_id, "money", query=asked)
    _show(out, found, money_sheets.sheets)
    return DONE if found["adds_up"] else FOUND


def book(
    as_of: AsOfOption = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Show how classes have moved since this day."),
    ] = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Show the portfolio by stage and class.

    With the non-performing ratio, and with --since how classes have moved.
    """
    from services.console.cli import api, book_sheets, target

    out = Output(as_json=as_json, lang=lang)
    asked = {"as_of": options.day("--as-of", as_of), "since": options.day("--since", since)}
    query = {name: text for name, text in asked.items() if text is not None}
    return _show(out, api.get(target.find(data), "book", query=query), book_sheets.book)


def items(
    service: ServiceOption = None,
    loan_id: Annotated[
        str | None, typer.Option("--loan", metavar="LOAN", help="Only this loan. Default: all.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Rows at most.")] = 200,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """List what people should look at, the latest first.

    Gaps in core banking's messages, facts set aside, members of open lists that are not known, and
    what was given up where a halted partition was released. Letters are in `dlq list`.
    """
    from services.console.cli import api, target, topology
    from services.console.cli import items as work

    out = Output(as_json=as_json, lang=lang)
    found = target.find(data)
    known = topology.deciding(found.services)
    if service is not None and service not in known:
        raise UsageError(f"--service {service!r}: choose one of {', '.join(known)}.")
    asked = {"service": service, "loan_id": loan_id, "limit": str(limit)}
    query = {name: text for name, text in asked.items() if text is not None}
    return _show(out, work.told(api.get(found, "items", query=query)), work.sheets)


def _show(out: Output, document: dict[str, object], sheets: options.Sheets) -> int:
    if out.as_json:
        out.document(document)
    else:
        out.sheets(*sheets(out, document))
    return DONE
