"""`up`, `demo`, `status`, `verify`: the stack itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.console.cli.errors import DONE, FOUND
from services.console.cli.options import (
    BOTH,
    DATA,
    DataOption,
    JsonOption,
    LangOption,
    loan_number,
)
from services.console.cli.output import Output


def add_to(app: typer.Typer) -> None:
    """Declares the commands of this file."""
    for command in (up, demo, status, verify):
        app.command(rich_help_panel="Run")(command)


def up(
    demo: Annotated[
        bool, typer.Option("--demo", help="Send the demo book first, unless it is there already.")
    ] = False,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Start the whole system; stay until Ctrl-C, data kept.

    Real Kafka and real PostgreSQL, every service as a process of its own.
    """
    from services.console.cli import running

    return running.up(Output(as_json=as_json, lang=lang), data, with_demo=demo)


def demo(
    feed: Annotated[
        Path | None,
        typer.Argument(
            metavar="FEED", exists=True, dir_okay=False, help="Default: the demo book."
        ),
    ] = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Take a feed through the whole system, sum up, stop.

    Starts Kafka, PostgreSQL and all services, sends the feed, waits until every service is
    through, prints the summary and ends everything. The data stay.
    """
    from services.console.cli import running

    return running.demo(Output(as_json=as_json, lang=lang), data, feed)


def status(
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Show services, addresses, lag, backlogs, dead letters."""
    import asyncio

    from services.console.cli import halts, partitions, target
    from services.console.cli import status as state

    out = Output(as_json=as_json, lang=lang)
    known = asyncio.run(state.gather(target.find(data)))
    if as_json:
        out.document(known)
    else:
        out.sheets(*state.sheets(out, known))
        out.advise(halts.releasable(known["halts"]))
        out.advise(partitions.advice(known["partitions_differ"]))
    return DONE


def verify(
    loan_id: Annotated[
        str | None,
        typer.Argument(
            metavar="LOAN",
            help="Only this loan. Default: everything.",
            callback=loan_number,
        ),
    ] = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Compute every hash link and position again.

    From the journal and from each service's own store, which are then compared both ways. Exit
    code 3 and the place of whatever is wrong.
    """
    from services.console.cli import target, verification

    out = Output(as_json=as_json, lang=lang)
    report = verification.run(target.find(data), loan_id)
    if as_json:
        out.document(report)
    else:
        out.sheets(*verification.sheets(out, report))
    return DONE if report["sound"] else FOUND
