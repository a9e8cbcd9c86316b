"""Runs the services as processes of their own and brings back the ones that die."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local import processes
from deploy.local.errors import StackError, last_lines
from deploy.local.layout import DataFolder

_STOP_SECONDS = 30.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 15.0
# A service that ran this long is taken as sound: its next death counts as the first again.
_SOUND_AFTER_SECONDS = 60.0
_MOST_DEATHS_IN_A_ROW = 8


class Supervisor:
    """One process per service, output in `logs/<service>.log`, restarted with growing pauses.

    A service that dies again and again is given up; `report` is told about every death. Services
    end with this process, whatever ends it (Linux).
    """

    def __init__(
        self,
        folder: DataFolder,
        environments: Mapping[str, Mapping[str, str]],
        *,
        report: Callable[[str], None] = lambda _: None,
        command: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        self._keepers = {
            service: _Keeper(
                service, folder, environment, report, (command or _module_command)(service)
            )
            for service, environment in environments.items()
        }

    def start(self) -> None:
        """Starts every service; `wait_ready` tells when they are consuming."""
        for keeper in self._keepers.values():
            keeper.start()

    def stop(self) -> None:
        """Ends every service cleanly (SIGTERM), all at the same time."""
        for keeper in self._keepers.values():
            keeper.ask_to_stop()
        for keeper in self._keepers.values():
            keeper.wait_stopped()

    def kill(self, service: str) -> None:
        """Ends one service as a crash would (SIGKILL); it is then restarted as after any death."""
        self._keepers[service].kill()

    @property
    def pids(self) -> dict[str, int]:
        """Process ids of the services that run now."""
        found = {service: keeper.pid for service, keeper in self._keepers.items()}
        return {service: pid for service, pid in found.items() if pid is not None}

    def wait_ready(self, *, seconds: float = 60.0) -> None:
        """Returns when every service says that it is consuming.

        Raises:
            StackError: one was given up or did not get there in time; with its log's last lines.
        """
        deadline = time.monotonic() + seconds
        for keeper in self._keepers.values():
            keeper.wait_ready(deadline)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class _Keeper:
    """Keeps one service running, in one thread that mostly waits for the process to end."""

    def __init__(
        self,
        service: str,
        folder: DataFolder,
        environment: Mapping[str, str],
        report: Callable[[str], None],
        command: Sequence[str],
    ) -> None:
        self._service = service
        self._log = folder.logs / f"{service}.log"
        self._ready_file = folder.ready_file(service)
        self._pid_file = folder.run / f"{service}.pid"
        self._environment = {**_surroundings(), **environment}
        self._directory = folder.path
        self._report = report
        self._command = command
        self._stopping = threading.Event()
        self._given_up = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name=f"keep-{service}", daemon=True)

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        for place in (self._log.parent, self._pid_file.parent):
            place.mkdir(parents=True, exist_ok=True)
        # The first process is there when this returns, so a stop right after finds it.
        self._spawn()
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)

    def wait_stopped(self) -> None:
        process = self._process
        if process is not None and not processes.end(
            process, signal.SIGTERM, seconds=_STOP_SECONDS
        ):
            self._report(f"{self._service} did not end within {_STOP_SECONDS:.0f} s: killed.")
        if self._thread.is_alive():
            self._thread.join()
        self._pid_file.unlink(missing_ok=True)
        self._ready_file.unlink(missing_ok=True)

    def kill(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            raise StackError(f"The service {self._service} is not running.")
        process.kill()

    def wait_ready(self, deadline: float) -> None:
        while not self._is_ready():
            if self._given_up.is_set():
                raise self._failure("dies again and again and was given up")
            if time.monotonic() > deadline:
                raise self._failure("was not consuming in time")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            said = json.loads(self._ready_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return False  # not there, or half written
        return isinstance(said, dict) and said.get("pid") == self.pid

    def _failure(self, what: str) -> StackError:
        return StackError(
            f"The service {self._service} {what}. The end of {self._log}:\n{last_lines(self._log)}"
        )

    def _spawn(self) -> subprocess.Popen[bytes]:
        self._ready_file.unlink(missing_ok=True)
        self._process = processes.spawn(
            self._command,
            log=self._log,
            environment=self._environment,
            directory=self._directory,
        )
        self._pid_file.write_text(f"{self._process.pid}\n", encoding="utf-8")
        return self._process

    def _keep(self) -> None:
        deaths, process = 0, self._process
        while process is not None:
            since = time.monotonic()
            code = process.wait()
            if self._stopping.is_set():
                return
            deaths = 1 if time.monotonic() - since > _SOUND_AFTER_SECONDS else deaths + 1
            if deaths >= _MOST_DEATHS_IN_A_ROW:
                self._report(f"{self._service} ended {deaths} times in a row: given up.")
                self._given_up.set()
                return
            pause = min(_FIRST_PAUSE_SECONDS * 2 ** (deaths - 1), _LONGEST_PAUSE_SECONDS)
            self._report(
                f"{self._service} ended ({_how(code)}): starting it again in {pause:g} s."
            )
            if self._stopping.wait(pause):
                return
            process = self._spawn()
            if self._stopping.is_set():
                process.send_signal(signal.SIGTERM)


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _surroundings() -> dict[str, str]:
    # The working directory is the data folder, so that no folder of the caller is imported from.
    here = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": path}


def _module_command(service: str) -> Sequence[str]:
    return (sys.executable, "-m", f"services.{service}")
