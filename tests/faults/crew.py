"""The services of a house as processes that may be killed, paused, doubled and brought back."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.errors import last_lines
from tests.faults.forks import Life, fork

READY_S = 120.0
STOP_S = 40.0
DELAY_S = 0.2
DEATHS_MAX = 20


@dataclass
class Member:
    """One service process; ``faults`` are for its first life only, ``always`` for all of them."""

    name: str
    service: str
    folder: Path
    always: dict[str, str]
    process: Life | None = None
    kept: bool = True
    deaths: list[int] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """Its output, over all its lives."""
        return self.folder / f"{self.name}.log"

    @property
    def ready_file(self) -> Path:
        """Written by the service when it consumes."""
        return self.folder / "run" / f"{self.service}.ready"

    def start(self, faults: Mapping[str, str] | None = None) -> None:
        """A new life."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ready_file.unlink(missing_ok=True)
        told = {"POSTLOAN_DATA": str(self.folder), **self.always, **(faults or {})}
        self.process = fork(
            self.service,
            log=self.log,
            environment={**os.environ, **told},
            directory=self.folder,
        )
        self.kept = True

    def is_ready(self) -> bool:
        """Whether its present life consumes."""
        try:
            said = json.loads(self.ready_file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return False
        return self.process is not None and said.get("pid") == self.process.pid

    def send(self, number: signal.Signals) -> None:
        """A signal to its present life, if there is one."""
        if self.process is not None:
            self.process.send_signal(number)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and do not bring it back."""
        self.kept = False
        if self.process is not None:
            self.send(signal.SIGCONT)
            self.process.end(how, seconds=STOP_S)

    def said(self, words: str) -> bool:
        """Whether its log holds these words."""
        return self.log.exists() and words in self.log.read_text("utf-8", "replace")


class Crew:
    """All members; whoever dies is started again at once, without its fault."""

    def __init__(self, folder: Path, environments: Mapping[str, Mapping[str, str]]) -> None:
        self._folder = folder
        self._environments = environments
        self.members: dict[str, Member] = {}
        self._keeper: asyncio.Task[None] | None = None

    def add(
        self,
        service: str,
        name: str | None = None,
        faults: Mapping[str, str] | None = None,
        **always: str,
    ) -> Member:
        """Start a service, under another name beside the one that runs."""
        name = name or service
        environment = {**self._environments[service], **always}
        member = Member(name, service, self._folder / name, environment)
        self.members[name] = member
        member.start(faults)
        return member

    def __getitem__(self, name: str) -> Member:
        return self.members[name]

    async def ready(self, *names: str) -> None:
        """Wait until these (or all) consume; an error ends with the log's last lines."""
        for name in names or tuple(self.members):
            member, deadline = self.members[name], time.monotonic() + READY_S
            while not member.is_ready():
                ended = member.process is not None and member.process.poll() is not None
                if time.monotonic() > deadline or (ended and len(member.deaths) > DEATHS_MAX):
                    raise TimeoutError(f"{name} is not ready:\n{last_lines(member.log)}")
                await asyncio.sleep(0.05)

    def keep(self) -> None:
        """Bring back whoever dies, from now on."""
        self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            for member in list(self.members.values()):
                code = None if member.process is None else member.process.poll()
                if code is not None and member.kept:
                    member.deaths.append(code)
                    member.start()
            await asyncio.sleep(DELAY_S)

    async def stop(self) -> None:
        """End everything."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        for member in self.members.values():
            member.kept = False
            member.send(signal.SIGCONT)
            member.send(signal.SIGTERM)
        for member in self.members.values():
            await asyncio.to_thread(member.stop)
