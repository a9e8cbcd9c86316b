"""A TCP proxy that can be told to be a bad network: late, cut, one-way, half-open, torn.

It runs in a thread of its own, so that blocking tests do not stop it. What a fault does to a
connection stays: only connections made after ``heal`` are sound, except that what a ``cut`` held
back is delivered then, as TCP would. ``hits`` counts what faults have hit.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from deploy.local.processes import free_port

LOOPBACK = "127.0.0.1"
CHUNK = 65_536
HELD = "chunks held back"
RESET, REFUSED = "connections reset", "connections refused"
TORN = "connections torn in mid-answer"
LOST = {"server": "chunks lost on the way there", "client": "chunks lost on the way back"}


@dataclass
class Link:
    """One direction of one connection."""

    towards: str
    writer: asyncio.StreamWriter
    dead: bool = False
    room: int | None = None


@dataclass
class State:
    """How the network behaves now."""

    delay_s: float = 0.0
    held: asyncio.Event = field(default_factory=asyncio.Event)  # set: nothing is held back
    swallowed: frozenset[str] = frozenset()
    refused: bool = False


class Proxy:
    """``port`` leads to ``target``. ``cut``, ``one_way``, ``half_open``, ``reset``, ``tear``, ``heal``."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self.links: list[Link] = []
        self.bytes = 0
        self.hits: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._state = State()
        self._tasks: set[asyncio.Task[Any]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # -- what can be done to the network ----------------------------------------------------------

    def delay(self, seconds: float) -> None:
        """Every chunk takes longer."""
        self._do(lambda: setattr(self._state, "delay_s", seconds))

    def cut(self) -> None:
        """Nothing passes and nothing is lost: it arrives after ``heal``, unless somebody gave up."""
        self._do(self._state.held.clear)

    def one_way(self, towards: str) -> None:
        """What goes ``towards`` "server" or "client" is lost; the other way works."""
        self._swallow(frozenset({towards}))

    def half_open(self) -> None:
        """Both ways are lost, and neither side is told."""
        self._swallow(frozenset({"server", "client"}))

    def reset(self) -> None:
        """Every connection is reset; new ones are refused until ``heal``."""
        self._do(self._abort_all)

    def tear(self, after: int) -> None:
        """Each connection breaks once so many more bytes have come from the server."""
        self._do(lambda: [setattr(each, "room", after) for each in self.links])

    def heal(self) -> None:
        """The network is sound again."""
        self._do(self._heal)

    # -- how it is done ---------------------------------------------------------------------------

    def _swallow(self, directions: frozenset[str]) -> None:
        def do() -> None:
            self._state.swallowed = directions
            for each in self.links:
                each.dead = each.dead or each.towards in directions

        self._do(do)

    def _abort_all(self) -> None:
        self._state.refused = True
        self.hits[RESET] += len(self.links) // 2  # each connection has two directions
        for each in self.links:
            each.writer.transport.abort()

    def _heal(self) -> None:
        self._state.delay_s, self._state.refused = 0.0, False
        self._state.swallowed = frozenset()
        self._state.held.set()

    def _do(self, what: Callable[[], object]) -> None:
        async def run() -> None:
            what()

        self._run(run())

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _open(self) -> None:
        self._state.held.set()
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port)

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._state.refused:
            self.hits[REFUSED] += 1
            writer.transport.abort()
            return
        try:
            back, forth = await asyncio.open_connection(LOOPBACK, self.target)
        except OSError:
            writer.transport.abort()
            return
        dead = self._state.swallowed
        there = Link("server", forth, "server" in dead)
        here = Link("client", writer, "client" in dead)
        self.links += [there, here]
        try:
            await asyncio.gather(self._carry(reader, there), self._carry(back, here))
        except (OSError, asyncio.IncompleteReadError):
            pass  # either end has gone: so does the other
        finally:
            for each in (there, here):
                self.links.remove(each)
                each.writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, link: Link) -> None:
        while data := await reader.read(CHUNK):
            self.bytes += len(data)
            if self._state.delay_s:
                await asyncio.sleep(self._state.delay_s)
            if not self._state.held.is_set():
                self.hits[HELD] += 1
                await self._state.held.wait()
            if link.dead:
                self.hits[LOST[link.towards]] += 1
                continue
            if link.room is not None and link.towards == "client":
                data, link.room = data[: link.room], link.room - len(data)
                if link.room <= 0:
                    self.hits[TORN] += 1
                    link.writer.write(data)
                    await link.writer.drain()
                    raise ConnectionResetError("torn")
            link.writer.write(data)
            await link.writer.drain()
        raise ConnectionResetError("ended")
