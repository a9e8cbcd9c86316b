"""`play`: a whole life of a loan, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.console.cli.errors import UsageError
from services.console.cli.options import BOTH, DATA, DataOption, JsonOption, LangOption
from services.console.cli.output import Output


def add_to(app: typer.Typer) -> None:
    """Declares the command of this file."""
    app.command(rich_help_panel="Run")(play)


def play(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="A life (.toml). Default: the story of L-4801.",
        ),
    ] = None,
    run: Annotated[
        bool, typer.Option("--run", help="Start the whole system for it and end it afterwards.")
    ] = False,
    temporary: Annotated[
        bool,
        typer.Option("--temporary", help="As --run, on a new data folder, removed afterwards."),
    ] = False,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Play a loan's life day by day and show what follows.

    Core banking's messages and officers' commands of the file go through Kafka and every service;
    each calendar day between them is closed. At the end: the loan's document and its verified
    history. A life that was played before changes nothing. Exit code 1 where a step ends
    otherwise than its life says. docs/lives/README.md tells how to write one.
    """
    from services.console.cli import lives

    if run and temporary:
        raise UsageError("--run and --temporary cannot both be given: choose one of them.")
    out = Output(as_json=as_json, lang=lang)
    life = lives.read(file)
    if temporary:
        return lives.on_a_new_stack(out, life)
    if run:
        return lives.on_own_stack(out, life, data)
    return lives.on_running_stack(out, life, data)
