"""Processes of services, forked from one that has the libraries loaded already.

A run starts services some hundred times, and loading the libraries is most of what a start costs. So one
process per test session loads them once and splits off each life of a service: a process with an id,
a session, a log and an end of its own. Modules that faults are put around are not loaded before the
split: every life puts its faults into fresh ones.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from io import TextIOWrapper
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Lock

LIBRARIES = (
    "aiokafka.coordinator.assignors.range",
    "asyncpg",
    "chinese_calendar",
    "contracts.catalogue",
    "contracts.envelope",
    "eventsourcing.persistence",
    "faststream.kafka",
    "fastapi",
    "holidays.countries",
    "opentelemetry.sdk.trace",
    "prometheus_client",
    "pydantic_settings",
    "structlog",
    "uvicorn",
)
_PR_SET_PDEATHSIG = 1

_context = get_context("forkserver")
_context.set_forkserver_preload(list(LIBRARIES))


class Life:
    """One process of a service, with the words of ``subprocess.Popen``."""

    def __init__(self, process: ForkServerProcess) -> None:
        assert process.pid is not None
        self._process = process
        self._asking = Lock()  # how it ended can be read once only, and several threads ask
        self.pid = process.pid

    def poll(self) -> int | None:
        """Its exit code, negative for the signal it died of; None while it lives."""
        with self._asking:
            return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """A signal, if it still lives."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it is gone before its forker tells how it ended
                os.kill(self.pid, number)

    def end(self, how: signal.Signals, *, seconds: float) -> int:
        """Sends ``how`` and waits; after ``seconds`` it kills. Returns the exit code."""
        self.send_signal(how)
        if not wait([self._process.sentinel], seconds):
            self.send_signal(signal.SIGKILL)
            wait([self._process.sentinel])
        code = self.poll()
        assert code is not None
        return code


def fork(service: str, *, log: Path, environment: Mapping[str, str], directory: Path) -> Life:
    """A new life of a service, with exactly this environment; what it prints is appended to ``log``."""
    arguments = (service, str(log), dict(environment), str(directory))
    process = _context.Process(target=_become, args=arguments, daemon=True)
    process.start()
    return Life(process)


def _become(service: str, log: str, environment: dict[str, str], directory: str) -> None:
    os.setsid()
    if sys.platform == "linux":  # nobody outlives the tests
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        stream.flush()
        os.dup2(output, number)
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(line_buffering=True)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(directory)
    from tests.faults.launcher import main

    main(service)
