"""SIGKILL at every step of the batch, in every service: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.faults.house import SERVICES, House
from tests.faults.launcher import AUDIT_STEPS, STEPS, steps_of
from tests.faults.tale import Calm, Tale

ROW = "sigkill"
TIMES = 2  # not the first time a step is reached, but in the midst of work


async def die(house: House, step: str, services: tuple[str, ...]) -> str:
    """Restart services so that each ends itself at the step; returns when all are back."""
    dying = [service for service in services if step in steps_of(service)]
    before = {service: len(house.crew[service].deaths) for service in dying}
    async with house.officers:  # what they do leads to the rows of some read tables
        for service in dying:
            member = house.crew[service]
            await asyncio.to_thread(member.stop)
            member.start({"FAULT_AT": f"{step}:{1 if step == 'claimed' else TIMES}"})

    async def dead() -> bool:
        return all(len(house.crew[s].deaths) > before[s] for s in dying)

    await house.until(f"{dying} end at {step}", dead)
    for service in dying:
        assert house.crew[service].deaths[-1] == -signal.SIGKILL, house.logs(service)[-2000:]
    return ", ".join(dying) + " died there"


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_every_service_dies_at_every_step(calm: Calm, seed: int, chapters: int) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        for number, step in enumerate(STEPS):
            await tale.chapter(
                ROW,
                f"SIGKILL: {STEPS[step]}",
                lambda h, step=step: die(h, step, SERVICES),
                checked=number % 4 == 3,
            )
        await tale.end("all steps")


def test_audit_has_every_step_but_those_of_the_relay() -> None:
    assert set(AUDIT_STEPS) < set(STEPS)
