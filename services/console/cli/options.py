"""The options that many commands share. Reading them is all that happens here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from services.console.cli.errors import UsageError
from services.console.cli.output import Output, Sheet
from services.console.cli.words import Lang

DataOption = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="DIR",
        callback=lambda path: folder(path),  # typer's own check of folders imports slow libraries
        envvar="POSTLOAN_DATA",
        show_envvar=False,
        help="Data folder of the stack to talk to.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
LangOption = Annotated[
    Lang,
    typer.Option(
        "--lang", envvar="POSTLOAN_LANG", show_envvar=False, help="Language of the labels."
    ),
]
DATA = Path(".postloan")

REPLY_SECONDS = 30.0
TimeoutOption = Annotated[
    float, typer.Option(metavar="S", min=0.1, help="Seconds to wait for the reply.")
]
ServiceOption = Annotated[
    str | None, typer.Option(metavar="SERVICE", help="Only this service. Default: all.")
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="R", help="Why.")]
ActorOption = Annotated[str, typer.Option("--actor", "--by", metavar="A", help="Who asks.")]
SecondOption = Annotated[
    str,
    typer.Option("--second", "--approved-by", metavar="B", help="Who approves: a second person."),
]

Sheets = Callable[[Output, dict[str, Any]], list[Sheet]]
"""Makes the tables of a document."""

BOTH: Lang = "both"
_LOAN_LENGTH = 128
_NO_NUMBER = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
"""What the contract's identifiers never hold, and bytes of the command line that are no UTF-8."""


def folder(path: Path) -> Path:
    """A data folder, there already or not; `UsageError` when a file lies in its place."""
    if path.is_file():
        raise UsageError(f"--data {str(path)!r} is a file: give the folder that holds the stack.")
    return path


def loan_number(text: str | None) -> str | None:
    """A loan's number as the contract lets it through (``contracts.errors``); `UsageError` if not."""
    if text is None:
        return None
    if _NO_NUMBER.search(text) or not 1 <= len(text) <= _LOAN_LENGTH:
        shown = text if len(text) <= _LOAN_LENGTH else f"{text[:20]}... ({len(text)} characters)"
        raise UsageError(
            f"LOAN {shown!r}: a loan's number has 1 to {_LOAN_LENGTH} characters and no white space."
        )
    return text


AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="The day asked about. Default: the last closed day."
    ),
]
KnownOnOption = Annotated[
    str | None,
    typer.Option(
        "--known-on", metavar="DATE", help="As known by the end of this business day of the bank."
    ),
]
KnownAtOption = Annotated[
    str | None,
    typer.Option("--known-at", metavar="INSTANT", help="As stored by this instant (RFC 3339)."),
]


def day(name: str, text: str | None) -> str | None:
    """An option's day, checked; `UsageError` for any other spelling than YYYY-MM-DD."""
    if text is None:
        return None
    try:
        if date.fromisoformat(text).isoformat() != text:  # it reads weeks and bare digits, too
            raise ValueError
    except ValueError:
        raise UsageError(
            f"{name} {text!r}: a date is a day of the calendar written YYYY-MM-DD."
        ) from None
    return text


def number(name: str, text: str, low: int, high: int) -> str:
    """An option's whole number, checked; it stays text, since Typer's own check is slow to load."""
    if not text.isascii() or not text.isdigit() or not low <= int(text[:9]) <= high:
        raise UsageError(f"{name} {text!r}: it is a whole number from {low} to {high}.")
    return text


def instant(name: str, text: str | None) -> str | None:
    """An option's instant, checked; it must say its offset from UTC."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text.upper())
    except ValueError:
        read = None
    if read is None or read.tzinfo is None or len(text) <= 10:
        raise UsageError(
            f"{name} {text!r}: an instant is RFC 3339 with an offset, "
            "for example 2024-06-30T18:00:00+08:00."
        )
    return text


def knowledge(as_of: str | None, known_on: str | None, known_at: str | None) -> dict[str, str]:
    """The question's days as the read side names them; `UsageError` for two kinds of knowledge."""
    if known_on is not None and known_at is not None:
        raise UsageError("--known-on and --known-at cannot both be given: choose one of them.")
    asked = {
        "as_of": day("--as-of", as_of),
        "known_on": day("--known-on", known_on),
        "known_at": instant("--known-at", known_at),
    }
    return {name: text for name, text in asked.items() if text is not None}
