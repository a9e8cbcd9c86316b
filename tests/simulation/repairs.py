"""What a book breaks for a while and then repairs: a mistake in our code, or code that is rolled back."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from services.kit.sharding import partition_of, shard_of
from tests.simulation import loans
from tests.simulation.mistakes import mistake_of
from tests.simulation.newcode import EVENT
from tests.simulation.script import Mistake, Repair, RolledOut, Rollout, Wait

if TYPE_CHECKING:
    from tests.simulation.feed import Writer

HOW_OFTEN = 1 / 3
"""Of the books that break something, those in which code is rolled back."""


def breaks(writer: Writer) -> None:
    """A receipt, or what a neighbour makes of it, will be too much for our code for a while.

    Or newer code notes something about it, and then the older code comes back.
    """
    feed, random = writer.feed, writer.random
    plan = random.choice([plan for plan in writer.plans if plan.told] or writer.plans)
    name, service = f"R-{writer.number}", random.choice(feed.services)
    mistake = mistake_of(random, service, plan, name)
    rolled_back = Random(f"rollback {writer.book}").random() < HOW_OFTEN
    if rolled_back:
        feed.rollback = mistake
    else:
        feed.mistake = mistake
    plan.receipts.append(name)
    data = loans.receipt(random, name, plan.rows[0]["principal"], writer.day, writer.day)
    writer._fact("repayment-received", plan, data)
    if rolled_back:
        wait = Wait(service, _partition(writer, mistake), always=True)
        feed.steps += [wait, Rollout(service, EVENT, on=False), RolledOut(service, EVENT)]


def repairs(writer: Writer) -> None:
    """The right code comes (again), and what was kept is taken up."""
    feed = writer.feed
    mistake = feed.mistake or feed.rollback
    if mistake is None:
        return
    writer.number += 1
    service, at = mistake.service, _partition(writer, mistake)
    again = Repair(service, at, writer.number, mistake.obligor, writer.day)
    wait = Wait(service, at, always=True)
    comes = (
        [Rollout(service, EVENT), RolledOut(service, EVENT)] if feed.rollback is not None else []
    )
    feed.steps += [wait, *comes, again, wait]


def _partition(writer: Writer, mistake: Mistake) -> int:
    return partition_of(shard_of(mistake.obligor), writer.feed.partitions)
