"""`up`, `demo`, `status`, `verify`: the stack itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.console.cli.errors import DONE, FOUND
from services.console.cli.options import BOTH, DATA, DataOption, JsonOption, LangOption
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
    """Start Kafka, PostgreSQL and all services; stay until Ctrl-C, which keeps the data."""
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
    """Do the main job from start to end: start, send the feed, wait, print the summary, stop."""
    from services.console.cli import running

    return running.demo(Output(as_json=as_json, lang=lang), data, feed)


def status(
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Show services, addresses, lag, backlogs, dead letters, the last closed day."""
    import asyncio

    from services.console.cli import target
    from services.console.cli import status as state

    out = Output(as_json=as_json, lang=lang)
    known = asyncio.run(state.gather(target.find(data)))
    if as_json:
        out.document(known)
    else:
        out.sheets(*state.sheets(out, known))
    return DONE


def verify(
    loan_id: Annotated[
        str | None, typer.Argument(metavar="LOAN", help="Only this loan. Default: everything.")
    ] = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Compute every hash link and position again and compare journal and stores."""
    from services.console.cli import target, verification

    out = Output(as_json=as_json, lang=lang)
    report = verification.run(out, target.find(data), loan_id)
    if as_json:
        out.document(report)
    else:
        out.sheets(*verification.sheets(out, report))
    return DONE if report["sound"] else FOUND
