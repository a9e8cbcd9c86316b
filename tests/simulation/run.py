"""One seed from start to verdict, and many of them on several processes."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from services.kit import collector
from tests.simulation.answers import all_taken, check_answers
from tests.simulation.calm import Told, as_in_calm, told
from tests.simulation.chances import Chances, drawn, is_gentle
from tests.simulation.checks import Broken, Found, check_stores
from tests.simulation.feed import feed_of
from tests.simulation.loop import Stuck, new_loop
from tests.simulation.newer import is_unknown
from tests.simulation.rollout import SIDE_BY_SIDE
from tests.simulation.troubles import troubles
from tests.simulation.world import World, rules

BOOKS = 500
"""Seeds that are the same modulo this number share their feed, and so its calm run."""
SEEDS_AT_ONCE = 20
"""So many seeds are run before their garbage is let go: each leaves ten thousand small objects."""
SEEN = {
    "kills": ("is killed", "dies before", "dies after", "dies in"),
    "deaths within a day's work": ("dies in a day",),
    "stops": ("is stopped",),
    "orderly ends": ("is told to end",),
    "rebalances": (" gets ",),
    "answers of the database lost": (" lost before", " lost after"),
    "late writes": ("late append is done", "late relay_move is done"),
    "database away": ("database down",),
    "broker away": ("broker down",),
    "sends refused, lost, late or unanswered": ("refused", "landlost", "land late", "landunansw"),
    "fenced calls": ("is stale",),
    "clocks far ahead": ("runs far ahead",),
    "editions that came": ("edition comes",),
    "other agendas": ("agenda comes",),
    "rolled back": ("is rolled back",),
    "old and new side by side": (SIDE_BY_SIDE,),
}

NEWER = "words of a newer sender"


@dataclass
class Outcome:
    """What became of one seed. ``check`` is the check that found something, None when all is well."""

    seed: int
    check: str | None
    detail: str
    digest: str
    processor_s: float
    recovered_in: float
    kind: str
    seen: Counter[str] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


def checked(world: World, chances: Chances) -> dict[str, Found]:
    """All checks of the stores; they wait for nothing, any loop will do."""
    return new_loop().run(check_stores(world, chances))


@lru_cache(maxsize=128)
def calm_of(book: int) -> dict[str, Told]:
    """What a run without any trouble makes of a book's feed, checked by itself."""
    feed = feed_of(book)
    world = World(feed, None, Chances())
    world.run()
    found = checked(world, world.chances)
    check_answers(found, None)
    return {name: told(each) for name, each in found.items()}


def one(seed: int, *, loud: bool = False) -> Outcome:
    """Run one seed and check everything."""
    began = time.process_time()
    chances = drawn(Random(f"chances {seed}"))
    planned = copy(chances)
    world = World(feed_of(seed % BOOKS), seed, chances, loud)
    check, detail = None, ""
    found: dict[str, Found] = {}
    try:
        calm = calm_of(seed % BOOKS)
        world.run(troubles)
        found = checked(world, planned)
        if world.loose or world.late:
            check_answers(found, seed)
        else:
            as_in_calm(found, calm)
            all_taken(found)
    except Broken as broken:
        check, detail = broken.check, str(broken)
    except Stuck as stuck:
        check, detail = "recovery", str(stuck)
    kind = "gentle" if is_gentle(planned) else "loose" if world.loose else "strict"
    kind = "late" if world.late else kind
    return Outcome(
        *(seed, check, detail, world.trace.digest(), time.process_time() - began),
        *(world.recovered_in, kind, _seen(world), _stored(found)),
        world.trace.lines() if loud or check else [],
    )


def _seen(world: World) -> Counter[str]:
    text = "\n".join(what for _, _, what in world.trace.steps)
    seen = Counter({name: sum(map(text.count, marks)) for name, marks in SEEN.items()})
    told = (
        world.broker.log((s.published_topic, p))
        for s in world.services.values()
        for p in range(world.feed.partitions)
    )
    seen[NEWER] = sum(is_unknown(record) for log in told for record in log)
    return seen


def _stored(found: dict[str, Found]) -> Counter[str]:
    """How many events of each kind; those of the kit with the service that stored them."""
    return Counter(
        f"{each.name} {row.type}" if row.type.startswith("kit.") else row.type
        for each in found.values()
        for rows in each.streams.values()
        for row in rows
    )


def ready() -> None:
    """A process that runs seeds looks for garbage between them: a seed leaves little in cycles."""
    rules()
    collector.tune()
    gc.disable()


def some(seeds: Iterable[int]) -> list[Outcome]:
    """Several seeds in this process."""
    outcomes: list[Outcome] = []
    for seed in seeds:
        outcomes.append(one(seed))
        if len(outcomes) % SEEDS_AT_ONCE == 0:
            gc.collect()
    gc.collect()
    return outcomes


def many(first: int, number: int, processes: int) -> Iterator[Outcome]:
    """Seeds on several processes; those of one book stay together, so its calm run is made once."""
    books: dict[int, list[int]] = {}
    for seed in range(first, first + number):
        books.setdefault(seed % BOOKS, []).append(seed)
    with ProcessPoolExecutor(processes, initializer=ready) as pool:
        for outcomes in pool.map(some, books.values()):
            yield from outcomes


def runs_gently(seed: int) -> bool:
    """Whether in this run members only come and go."""
    return is_gentle(drawn(Random(f"chances {seed}")))


def in_tests() -> list[int]:
    """The 200 seeds that every `make test` runs: two on each of a hundred books."""
    return [book + BOOKS * turn for turn in range(2) for book in range(100)]
