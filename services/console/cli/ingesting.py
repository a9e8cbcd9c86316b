"""Sends feeds and closed days, and waits for the services to be through."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from services.console.cli import feeds, sending
from services.console.cli.errors import DONE, FOUND
from services.console.cli.feeds import Feed
from services.console.cli.output import Output, is_terminal, make_console
from services.console.cli.positions import Positions
from services.console.cli.progress import Progress
from services.console.cli.target import Target
from services.console.cli.waiting import Tell, wait_through

BAD_LINES_SHOWN: Final = 20


def ingest(out: Output, target: Target, files: Sequence[Path], *, skip_bad: bool) -> int:
    """Checks all files, then sends them in their order."""
    feed = feeds.check(files)
    report_bad(out, feed)
    if feed.bad and not skip_bad:
        out.say("postloan: Nothing was sent. Mend the lines, or leave them out with --skip-bad.")
        if out.as_json:
            out.document(_document(feed, sent=0, records=0))
        return FOUND
    with Progress(feed.good, processed=False) as progress:
        records = asyncio.run(sending.send_lines(target, feed.lines(), progress.sent))
    if out.as_json:
        out.document(_document(feed, sent=feed.good, records=records))
    else:
        out.line(f"{feed.good:,} messages sent, {len(feed.bad):,} bad lines left out.")
    return DONE


def close_day(out: Output, target: Target, on: date) -> int:
    """Sends the tick of a closed day to every partition."""
    tick = sending.closed_day(on)
    records = asyncio.run(sending.send_lines(target, [tick]))
    if out.as_json:
        out.document({"business_date": on.isoformat(), "id": tick.envelope.id, "records": records})
    else:
        out.line(f"{on.isoformat()} is closed: the tick is in {records} partitions.")
    return DONE


def wait(out: Output, target: Target, seconds: float) -> int:
    """Waits until everything sent so far is through every service."""
    taken = asyncio.run(_wait(target, seconds))
    if out.as_json:
        out.document({"through": True, "seconds": round(taken, 3)})
    else:
        out.line(f"Everything sent so far is through every service ({taken:.1f} s).")
    return DONE


async def _wait(target: Target, seconds: float) -> float:
    async with Positions(target) as positions:
        if not is_terminal(sys.stderr):
            return await wait_through(positions, seconds)
        with make_console(sys.stderr).status("Waiting ...") as shown:

            def tell(service: str, left: int) -> None:
                shown.update(f"Waiting for {service}: {left:,} records to go ...")

            told: Tell = tell
            return await wait_through(positions, seconds, told)


def report_bad(out: Output, feed: Feed) -> None:
    """Every bad line with its number and reason, the first twenty of them."""
    for path, bad in feed.bad[:BAD_LINES_SHOWN]:
        for sentence in feeds.sentences(path, bad):
            out.say(sentence)
    if len(feed.bad) > BAD_LINES_SHOWN:
        rest = len(feed.bad) - BAD_LINES_SHOWN
        out.say(f"... and {rest:,} more bad lines: `postloan contract check FILE` counts them.")


def _document(feed: Feed, *, sent: int, records: int) -> dict[str, object]:
    return {
        "files": [str(path) for path in feed.paths],
        "lines": feed.good + len(feed.bad),
        "sent": sent,
        "records": records,
        "bad": [
            {
                "file": str(path),
                "line": bad.line,
                "errors": [
                    {
                        "rule": each.rule,
                        "field": each.field,
                        "value": each.value,
                        "detail": each.detail,
                    }
                    for each in bad.errors
                ],
            }
            for path, bad in feed.bad
        ],
    }
