"""What was taken is let go: timers and connections begun meanwhile keep the context, not the records."""

from __future__ import annotations

import gc

from aiokafka.structs import ConsumerRecord

from tests.integration.kit.world import World

MESSAGES = 40


async def test_no_record_of_a_batch_that_was_taken_stays_in_memory(world: World) -> None:
    process = world.process()
    await process.start()
    for n in range(MESSAGES):
        await world.send(world.repayment(f"L-{n}", 1, obligor=f"C-{n}"))
    await world.until_events("toy.Counted", MESSAGES)
    topic = world.service.topics[0]

    async def let_go() -> bool:
        gc.collect()
        found = (each for each in gc.get_objects() if type(each) is ConsumerRecord)
        return not any(each.topic == topic for each in found)

    await world.until(let_go)
    await process.stop()
