"""The tree of commands. Declared here and in `commands_*`, which import nothing slow."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from services.console.cli import (
    commands_feed,
    commands_letters,
    commands_life,
    commands_loan,
    commands_officer,
    commands_stack,
    commands_work,
)
from services.console.cli.quick import HELP

_HELP = """A loan's life after disbursement, from core banking's message to its rebuilt history.

Begin with `postloan up --demo`. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found
something.
"""


def make_app() -> typer.Typer:
    """All commands; help is drawn with boxes only for a terminal."""
    drawn = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    app = typer.Typer(
        name="postloan",
        help=_HELP,
        no_args_is_help=True,
        rich_markup_mode="markdown" if drawn else None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": list(HELP)},
    )
    app.callback()(_root)
    for module in (
        commands_stack,
        commands_feed,
        commands_loan,
        commands_work,
        commands_officer,
        commands_letters,
        commands_life,
    ):
        module.add_to(app)
    return app


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"postloan {version('postloan')}\n")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


_root.__doc__ = _HELP
