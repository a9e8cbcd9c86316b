"""`up` and `demo`: the whole system in front of a person, fed and shown."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from services.console.cli import embedded, feeds, ingesting, notes, sending, summary
from services.console.cli.errors import DONE, CommandError
from services.console.cli.feeds import Feed
from services.console.cli.following import follow
from services.console.cli.output import Output
from services.console.cli.positions import Positions
from services.console.cli.progress import Progress
from services.console.cli.target import Target
from services.console.cli.waiting import wait_through
from services.console.demo import DEMO_FEED

RESUME_S = 600.0


def up(out: Output, data: Path, *, with_demo: bool) -> int:
    """Starts everything and stays until Ctrl-C."""
    with embedded.running(data, out.say) as target:
        document: dict[str, Any] = {"addresses": addresses(target)}
        if with_demo:
            note = through(out, target, data, DEMO_FEED)
            document["summary"] = summary.gather(target, note)
        if out.as_json:
            out.document(document)
        else:
            if with_demo:
                out.sheets(*summary.sheets(out, document["summary"]))
            out.sheets(summary.addresses_sheet(out, document["addresses"]))
            out.sheets(summary.where_next(out, data, _first_loan(with_demo), running=True))
        out.say("Running. Ctrl-C ends it and keeps the data.")
        embedded.stay()
    return DONE


def demo(out: Output, data: Path, feed: Path | None) -> int:
    """Starts everything, sends the feed, waits, prints the summary, stops."""
    path = feed or DEMO_FEED
    with embedded.running(data, out.say) as target:
        document = summary.gather(target, through(out, target, data, path))
        if out.as_json:
            out.document(document)
        else:
            out.sheets(*summary.sheets(out, document))
            out.sheets(summary.where_next(out, data, _first_loan(feed is None), running=False))
    return DONE


def addresses(target: Target) -> dict[str, Any]:
    """Where things are, for people and programs."""
    return {
        "data": target.name,
        "kafka": target.kafka,
        "api": target.api,
        "token_file": str(target.token_file),
    }


def through(out: Output, target: Target, data: Path, path: Path) -> dict[str, Any]:
    """Sends the feed unless it was sent before, and waits until every service is through."""
    digest = notes.feed_digest(path)
    noted = notes.feed_sent(data, digest)
    if noted is not None:
        out.say(f"{path.name} was sent before: going on with its data.")
        asyncio.run(_resume(target))
        return noted
    feed = feeds.check([path])
    if feed.bad:
        ingesting.report_bad(out, feed)
        raise CommandError(f"{path}: {len(feed.bad):,} bad lines, nothing was sent.")
    note = asyncio.run(_send(target, feed)) | {"feed": path.name, "lines": feed.good}
    notes.note_feed(data, digest, note)
    return note


async def _resume(target: Target) -> None:
    async with Positions(target) as positions:
        await wait_through(positions, RESUME_S)


async def _send(target: Target, feed: Feed) -> dict[str, Any]:
    with Progress(feed.good) as progress:
        async with Positions(target) as positions:
            before, began = await summary.stored(positions), time.monotonic()
            sender = asyncio.create_task(sending.send_lines(target, feed.lines(), progress.sent))
            try:
                await follow(positions, sender, progress.processed)
                records = await sender
            finally:
                sender.cancel()
            seconds = time.monotonic() - began
            after = await summary.stored(positions)
    events = sum(after.values()) - sum(before.values())
    return {"records": records, "seconds": round(seconds, 2), "events": events}


def _first_loan(is_demo: bool) -> str:
    """A loan worth looking at: the demo book's first."""
    return "L-101000068" if is_demo else "LOAN"
