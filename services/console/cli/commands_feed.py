"""`ingest`, `close-day`, `wait`, `contract check`: core banking's side."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from services.console.cli import options
from services.console.cli.errors import DONE, FOUND
from services.console.cli.options import BOTH, DATA, DataOption, JsonOption, LangOption
from services.console.cli.output import Output

FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", exists=True, dir_okay=False, readable=True, help=".jsonl or .jsonl.gz"
    ),
]


def add_to(app: typer.Typer) -> None:
    """Declares the commands of this file."""
    panel = "Core banking"
    for command in (ingest, wait):
        app.command(rich_help_panel=panel)(command)
    app.command("close-day", rich_help_panel=panel)(close_day)
    contract = typer.Typer(help="The contract with core banking.", no_args_is_help=True)
    contract.command("check")(contract_check)
    contract.callback()(_contract)
    app.add_typer(contract, name="contract", rich_help_panel=panel)


def _contract() -> None:
    """The contract with core banking."""


def ingest(
    files: FilesArgument,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave bad lines out instead of sending nothing.")
    ] = False,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Check a feed and send it to core banking's topic.

    One CloudEvents JSON event per line. A bad line is reported with its number and reason, and
    nothing is sent unless --skip-bad is given.
    """
    from services.console.cli import ingesting, target

    out = Output(as_json=as_json, lang=lang)
    return ingesting.ingest(out, target.find(data), files, skip_bad=skip_bad)


def close_day(
    on: Annotated[str, typer.Argument(metavar="DATE", help="The business day that is over.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask back, however far ahead the day is.")
    ] = False,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Close a business day in every partition.

    A day far after the last closed one is asked back; without a terminal it is refused unless
    --yes is given.
    """
    from services.console.cli import closing, ingesting, target

    out = Output(as_json=as_json, lang=lang)
    day = date.fromisoformat(options.day("DATE", on) or "")
    found = target.find(data)
    if not yes:
        closing.confirm(found, day)
    return ingesting.close_day(out, found, day)


def wait(
    timeout: Annotated[
        float, typer.Option(metavar="S", min=0, help="Seconds to wait at most.")
    ] = 120.0,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Wait until every service is through all that was sent."""
    from services.console.cli import ingesting, target

    out = Output(as_json=as_json, lang=lang)
    return ingesting.wait(out, target.find(data), timeout)


def contract_check(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, readable=True, help=".jsonl or .jsonl.gz"
        ),
    ],
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Check a feed against the contract, offline."""
    from services.console.cli import certificate

    report = certificate.check(file)
    out = Output(as_json=as_json, lang=lang)
    if as_json:
        out.document(report.to_json())
    else:
        out.sheets(*certificate.sheets(out, report))
    return DONE if report.passed else FOUND
