"""Follows a feed through the services while it is sent: the second progress bar."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from services.console.cli.errors import CommandError
from services.console.cli.positions import Place, Positions
from services.console.cli.topology import in_order, listens
from services.console.cli.waiting import wait_through

LOOK_S: Final = 0.25
STALLED_S: Final = 60.0


async def follow(
    positions: Positions, sending: asyncio.Future[int], tell: Callable[[float], None]
) -> None:
    """Tells the share that is through every service until all of it is.

    `CommandError` when nothing has moved for a minute.
    """
    loop = asyncio.get_running_loop()
    last, moved_at = -1.0, loop.time()
    while True:
        sent = sending.done()
        if sent:
            sending.result()
        reached = await share(positions)
        if reached != last:  # it falls, too: when more is sent to those that were through
            last, moved_at = reached, loop.time()
        if sent and reached >= 1:
            break
        if not sent:
            reached = min(reached, 0.99)
        tell(reached)
        if loop.time() - moved_at > STALLED_S:
            await wait_through(positions, 0.0)
            raise CommandError(f"Nothing has moved for {STALLED_S:g} s: see `postloan status`.")
        await asyncio.sleep(LOOK_S)
    await wait_through(positions, STALLED_S)
    tell(1.0)


async def share(positions: Positions) -> float:
    """The share of core banking's messages that every service is through with, 0 to 1.

    A service's share of what reached it counts only for the share that its upstream is through
    with, so the product along the way is a lower bound.
    """
    services = positions.target.services
    upstream, least = 1.0, 1.0
    for service in in_order(services):
        ends = await positions.ends(listens(service, services))
        taken = _part(ends, await positions.consumed(service))
        if service == "audit":
            least = min(least, upstream * taken)
            continue
        shards = (await positions.shards(service)).values()
        stored, sent = sum(each.stored for each in shards), sum(each.sent for each in shards)
        upstream *= taken * (sent / stored if stored else 1.0)
        least = min(least, upstream)
    return least


def _part(ends: Mapping[Place, int], consumed: Mapping[Place, int]) -> float:
    total = sum(ends.values())
    taken = sum(min(consumed.get(place, 0), end) for place, end in ends.items())
    return taken / total if total else 1.0
