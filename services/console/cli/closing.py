"""Whether a day may be closed without asking back.

A closed day can't be opened again: whatever falls due up to it is decided, and what is booked later
counts as known after it. So a day far ahead, mostly a slip of the finger, is asked back.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import date
from typing import Final

from services.console.cli import databases
from services.console.cli.errors import CommandError, UsageError
from services.console.cli.output import is_terminal
from services.console.cli.target import Target
from services.console.cli.topology import deciding
from services.kit.clock import bank_today, utc_now

VARIABLE: Final = "POSTLOAN_CLOSE_AHEAD_DAYS"
DEFAULT_DAYS: Final = 10
"""Longer than any run of days without a closing, public holidays of China included."""


def confirm(target: Target, on: date, ask: Callable[[str], bool] | None = None) -> None:
    """Returns when the day may be closed.

    `UsageError` when it lies too far ahead and nobody is there to ask; `CommandError` when the
    answer is no. `ask` stands in for the person at the terminal.
    """
    limit = days_ahead()
    last = asyncio.run(_last_closed(target))
    since, named = (last, "the last closed day") if last else (bank_today(utc_now()), "today")
    ahead = (on - since).days
    if ahead <= limit:
        return
    sentence = (
        f"DATE {on}: {ahead:,} days after {named}, {since}; up to {limit} are closed unasked "
        f"({VARIABLE}). A closed day can't be opened again."
    )
    if ask is None and is_terminal(sys.stdin) and is_terminal(sys.stderr):
        ask = _ask
    if ask is None:
        raise UsageError(f"{sentence} Say --yes if it is meant. Nothing was closed.")
    if not ask(f"{sentence} Close it? [y/N] "):
        raise CommandError("Nothing was closed.")


def days_ahead() -> int:
    """The setting, in days; `UsageError` when it is no whole number."""
    text = os.environ.get(VARIABLE, "").strip() or str(DEFAULT_DAYS)
    if not text.isdecimal():
        raise UsageError(f"{VARIABLE}={text!r}: a whole number of days is meant.")
    return int(text)


async def _last_closed(target: Target) -> date | None:
    """The latest day that is closed anywhere, at the service that core banking's ticks reach first."""
    [first, *_] = deciding(target.services)
    rows = await databases.ask(target, first, "select max(closed_on) as day from store.shard")
    day: date | None = rows[0]["day"] if rows else None
    return day


def _ask(question: str) -> bool:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
