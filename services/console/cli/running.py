"""`up` and `demo`: the whole system in front of a person, fed and shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.console.cli import acting, embedded, feeds, ingesting, notes, summary
from services.console.cli.errors import DONE, CommandError
from services.console.cli.feeds import Feed
from services.console.cli.following import follow
from services.console.cli.output import Output
from services.console.cli.positions import Positions
from services.console.cli.progress import Progress
from services.console.cli.target import Target
from services.console.cli.waiting import wait_through
from services.console.demo import DEMO_FEED
from services.console.demo.officers import script
from services.console.lives.reading import Step

RESUME_S = 600.0


def up(out: Output, data: Path, *, with_demo: bool) -> int:
    """Starts everything and stays until Ctrl-C."""
    book = Book.of(out, data, DEMO_FEED) if with_demo else None
    with embedded.running(data, out.say) as target:
        document: dict[str, Any] = {"addresses": addresses(target)}
        if book is not None:
            document["summary"] = summary.gather(target, book.through(out, target, data))
        if out.as_json:
            out.document(document)
        else:
            parts = summary.sheets(out, document["summary"]) if with_demo else []
            parts.append(summary.addresses_sheet(out, document["addresses"]))
            parts.append(summary.where_next(out, data, _first_loan(with_demo), running=True))
            out.sheets(*parts)
        out.say("Running. Ctrl-C ends it and keeps the data.")
        embedded.stay()
    return DONE


def demo(out: Output, data: Path, feed: Path | None) -> int:
    """Starts everything, sends the feed, waits, prints the summary, stops."""
    book = Book.of(out, data, feed or DEMO_FEED)
    with embedded.running(data, out.say) as target:
        document = summary.gather(target, book.through(out, target, data))
        if out.as_json:
            out.document(document)
        else:
            next_steps = summary.where_next(out, data, _first_loan(feed is None), running=False)
            out.sheets(*summary.sheets(out, document), next_steps)
    return DONE


def addresses(target: Target) -> dict[str, Any]:
    """Where things are, for people and programs."""
    return {
        "data": target.name,
        "kafka": target.kafka,
        "api": target.api,
        "token_file": str(target.token_file),
    }


@dataclass(frozen=True)
class Book:
    """A feed to be taken through: checked lines, or the note that it was sent before."""

    path: Path
    digest: str
    noted: dict[str, Any] | None
    feed: Feed

    @classmethod
    def of(cls, out: Output, data: Path, path: Path) -> Book:
        """Checks the feed before anything is started; `CommandError` when a line is bad."""
        digest = notes.feed_digest(path)
        noted = notes.feed_sent(data, digest)
        if noted is not None:
            return cls(path, digest, noted, Feed([path]))
        feed = feeds.check([path])
        if feed.bad:
            ingesting.report_bad(out, feed)
            raise CommandError(f"{path}: {len(feed.bad):,} bad lines, so nothing was started.")
        return cls(path, digest, None, feed)

    def through(self, out: Output, target: Target, data: Path) -> dict[str, Any]:
        """Sends it unless it was sent before, and waits until every service is through."""
        if self.noted is not None:
            out.say(f"{self.path.name} was sent before: going on with its data.")
            asyncio.run(_resume(target))
            return self.noted
        steps = script().steps if self.path == DEMO_FEED else ()
        sent = asyncio.run(_send(target, self.feed, steps))
        note = {"feed": self.path.name, "lines": self.feed.good, **sent}
        notes.note_feed(data, self.digest, note)
        return note


async def _resume(target: Target) -> None:
    async with Positions(target) as positions:
        await wait_through(positions, RESUME_S)


async def _send(target: Target, feed: Feed, steps: Sequence[Step]) -> dict[str, Any]:
    with Progress(feed.good) as progress:
        async with Positions(target) as positions:
            before, began = await summary.stored(positions), time.monotonic()
            sender = asyncio.create_task(
                acting.send_acted(target, feed.lines(), steps, progress.sent)
            )
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
