"""What the checker asks of a closed day's place in its topic, proven on a world of one day."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from tests.faults import harms
from tests.faults.checker import topics
from tests.faults.checker.world import Book, Message, World
from tests.faults.harms_told import PUBLISHED

DAY = uuid4()
TICK = (0, 1)
FOUR = [(4, position) for position in range(1, 5)]
EARLY, LATE = "a closed day comes before events of [4] that it names", "comes after later events"


def world(*places: tuple[int, int]) -> World:
    """The day is of shard 0 and closes what shard 4 has said up to its third event."""
    payload = json.dumps({"after": [[0, 0], [4, 3]]}).encode()
    row = {"event_id": DAY, "type": "kit.DayClosed", "shard": 0, "position": 1, "payload": payload}
    records = []
    for offset, (shard, position) in enumerate(places):
        identity = str(DAY) if (shard, position) == TICK else f"{shard}-{position}"
        headers = (
            ("ce_id", identity.encode()),
            ("postloan-shard", b"%d" % shard),
            ("postloan-position", b"%d" % position),
        )
        records.append(Message(PUBLISHED, 0, offset, None, b"{}", headers, dict(headers)))
    return World(4, {"monitoring": Book("monitoring", [row])}, {}, {PUBLISHED: records}, 0.0)


def found(seen: World) -> list[str]:
    return [each.what for each in topics.ticks_in_place(seen, seen.books["monitoring"])]


IN_PLACE = [*FOUR[:3], TICK, *FOUR[3:]]


@pytest.mark.parametrize(
    "places",
    [
        IN_PLACE,
        [*FOUR[:2], *IN_PLACE],  # a relay died before its cursor moved
        [*IN_PLACE, *IN_PLACE],
        [*FOUR[:3], TICK, *FOUR[1:]],
        [(4, 3), TICK, (4, 4)],  # the first two are told on other topics
        [TICK, (4, 4)],
        [*FOUR[:3], TICK, (8, 1)],  # of a shard that it does not name
    ],
)
def test_a_day_in_its_place_is_sound_however_often_it_is_sent(
    places: list[tuple[int, int]],
) -> None:
    assert found(world(*places)) == []


@pytest.mark.parametrize(
    "places",
    [
        [TICK, *FOUR],
        [*FOUR[:2], TICK, *FOUR[2:]],
        [*FOUR[:2], TICK, *FOUR[:2], *FOUR[2:]],
        [*FOUR[:2], TICK, *FOUR[2:], *IN_PLACE],
    ],
)
def test_a_day_before_what_it_names_is_found_once(places: list[tuple[int, int]]) -> None:
    assert found(world(*places)) == [EARLY]


def test_a_day_behind_what_came_later_is_found() -> None:
    (what,) = found(world(*FOUR, TICK))
    assert LATE in what


@pytest.mark.parametrize("places", [IN_PLACE, [*IN_PLACE, *IN_PLACE], [*FOUR[:2], *IN_PLACE]])
def test_the_harms_to_a_days_place_are_found(places: list[tuple[int, int]]) -> None:
    for name, wanted in (("early", EARLY), ("late", LATE)):
        ((_, words), harm) = next(
            (key, made) for key, made in harms.OF_TOPICS.items() if key[0] == f"a day comes {name}"
        )
        what = found(harm(harms.copied(world(*places))))
        assert any(wanted in each for each in what), (name, what)
        assert any(words.partition(": ")[2] in each for each in what)
