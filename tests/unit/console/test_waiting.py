"""Waiting ends when everything is through, and names who is behind when it is not."""

import asyncio
from collections.abc import Iterable
from typing import Any, cast

import pytest

from services.console.cli import following, waiting
from services.console.cli.errors import CommandError
from services.console.cli.positions import Place, Positions, Shard
from tests.unit.console import lines

COREBANK: Place = ("corebank.loan.v1", 0)
PUBLISHED: Place = ("postloan.monitoring.v1", 0)
JOURNAL: Place = ("postloan.classification.journal.v1", 0)


class System:
    """A system of one shard; at every look each service takes up to ``pace`` records."""

    def __init__(self, records: int, pace: int = 3) -> None:
        self.target = lines.target()
        self.pace = pace
        self.all = {COREBANK: records, PUBLISHED: 0, JOURNAL: 0}
        self.taken: dict[str, dict[Place, int]] = {
            "monitoring": {COREBANK: 0},
            "classification": {PUBLISHED: 0},
            "audit": {JOURNAL: 0},
        }
        self.store = {"monitoring": Shard(0, 0, None), "classification": Shard(0, 0, None)}
        self.stuck: set[str] = set()

    async def ends(self, topics: Iterable[str]) -> dict[Place, int]:
        return {place: end for place, end in self.all.items() if place[0] in set(topics)}

    async def consumed(self, service: str) -> dict[Place, int]:
        self._move()
        return dict(self.taken[service])

    async def shards(self, service: str) -> dict[int, Shard]:
        self._move()
        return {0: self.store[service]}

    def _move(self) -> None:
        """Everybody takes, stores and sends on a little."""
        for service, source, sink in (
            ("monitoring", COREBANK, PUBLISHED),
            ("classification", PUBLISHED, JOURNAL),
        ):
            before = self.store[service]
            sent = before.sent if f"{service} relay" in self.stuck else before.stored
            self.all[sink] = sent
            taken = self.taken[service][source]
            if service not in self.stuck:
                taken = min(taken + self.pace, self.all[source])
            self.taken[service][source] = taken
            self.store[service] = Shard(taken, sent, None)
        if "audit" not in self.stuck:
            self.taken["audit"][JOURNAL] = self.all[JOURNAL]


def wait(system: System, seconds: float, tell: waiting.Tell = lambda service, left: None) -> float:
    return asyncio.run(waiting.wait_through(cast(Positions, system), seconds, tell))


def test_it_returns_when_every_service_is_through() -> None:
    system, told = System(20), []
    wait(system, 30, lambda service, left: told.append((service, left)))
    assert system.taken["audit"][JOURNAL] == 20
    assert list(dict.fromkeys(service for service, _ in told)) == [
        "monitoring",
        "classification",
        "audit",
    ]


@pytest.mark.parametrize(
    ("stuck", "sentence"),
    [
        ("monitoring", "monitoring is 20 records of corebank.loan.v1 behind"),
        ("monitoring relay", "monitoring has 20 stored events not sent yet"),
        ("classification", "classification is 20 records of postloan.monitoring.v1 behind"),
        ("audit", "audit is 20 records of postloan.classification.journal.v1 behind"),
    ],
)
def test_the_sentence_names_who_is_behind_and_by_how_much(stuck: str, sentence: str) -> None:
    system = System(20, pace=20)
    system.stuck.add(stuck)
    with pytest.raises(CommandError, match=sentence):
        wait(system, 0.2)


def test_it_ends_although_new_messages_keep_coming() -> None:
    class Flowing(System):
        def _move(self) -> None:
            self.all[COREBANK] += 2
            super()._move()

    wait(Flowing(20), 30)


def test_an_empty_system_is_through_at_once() -> None:
    assert wait(System(0), 5) < 1


class Backwards(System):
    """Litigation has stored something for monitoring before, and sends it while it is looked at."""

    ASKED: Place = ("postloan.litigation.v1", 0)

    def __init__(self, hesitates: int) -> None:
        super().__init__(0)
        self.target = lines.target(("monitoring", "litigation"))
        self.all, self.taken = {self.ASKED: 0}, {"monitoring": {}, "litigation": {}}
        self.store = {"monitoring": Shard(0, 0, None), "litigation": Shard(1, 0, None)}
        self.hesitates, self.looks = hesitates, 0

    async def consumed(self, service: str) -> dict[Place, int]:
        if self.all[self.ASKED]:
            self.hesitates -= 1
        if self.hesitates < 0:
            self.taken["monitoring"] = {self.ASKED: 1}
            self.store["monitoring"] = Shard(1, 1, None)
        return dict(self.taken[service])

    async def shards(self, service: str) -> dict[int, Shard]:
        found = {0: self.store[service]}
        if service == "litigation":
            self.looks += 1
        if self.looks > 1:  # the first round has passed monitoring by now
            self.all[self.ASKED] = 1
            self.store["litigation"] = Shard(1, 1, None)
        return found


def test_what_was_stored_before_and_is_sent_to_an_earlier_service_is_waited_for() -> None:
    """Seen in a run of the demo's officers: commands went out before their loan was where they stood."""
    system = Backwards(hesitates=5)
    wait(system, 30)
    assert system.taken["monitoring"] == {Backwards.ASKED: 1}


def follow(system: System, tell: Any) -> None:
    async def run() -> None:
        sending = asyncio.get_running_loop().create_future()
        sending.set_result(20)
        await following.follow(cast(Positions, system), sending, tell)

    asyncio.run(run())


def test_the_bar_rises_to_the_end_and_is_full_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_S", 0)
    system, told = System(20), []
    follow(system, lambda share: told.append((share, system.taken["audit"][JOURNAL])))
    assert told[-1] == (1.0, 20)
    assert all(share < 1 for share, _ in told[:-1])


def test_a_standstill_is_told_with_who_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_S", 0)
    monkeypatch.setattr(following, "STALLED_S", 0.2)
    system = System(20)
    system.stuck.add("classification")
    with pytest.raises(CommandError, match="classification is 20 records"):
        follow(system, lambda share: None)


def test_an_error_of_the_sender_ends_the_following() -> None:
    async def run() -> None:
        sending: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        sending.set_exception(CommandError("Kafka is gone."))
        await following.follow(cast(Positions, System(20)), sending, lambda share: None)

    with pytest.raises(CommandError, match="Kafka is gone"):
        asyncio.run(run())


COMMANDS: Place = ("postloan.litigation.commands.v1", 0)


class Ordered(System):
    """Litigation has ten commands to take, and takes ``pace`` after each look."""

    def __init__(self, pace: int) -> None:
        super().__init__(20, pace)
        self.all[COMMANDS] = 10
        self.looks: list[int] = []

    async def consumed(self, service: str) -> dict[Place, int]:
        assert service == "litigation"
        self.looks.append(min(len(self.looks) * self.pace, 10))
        return {COMMANDS: self.looks[-1]}


def test_the_feed_goes_on_only_when_the_commands_before_it_are_taken() -> None:
    """A day that is closed before a command is read makes it one of the day after."""
    system = Ordered(4)
    asyncio.run(waiting.wait_taken(cast(Positions, system), ["litigation"], 30))
    assert system.looks == [0, 4, 8, 10]
    assert system.taken["monitoring"][COREBANK] == 0


def test_commands_that_nobody_takes_are_told() -> None:
    system = Ordered(0)
    sentence = "litigation is 10 records of postloan.litigation.commands.v1 behind"
    with pytest.raises(CommandError, match=sentence):
        asyncio.run(waiting.wait_taken(cast(Positions, system), ["litigation"], 0.05))
