"""Child processes of the embedded stack: apart from the terminal, ended with their starter."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil

from deploy.local.names import LOOPBACK

_PORTS = (15_000, 32_000)
_LONGEST_LOG_BYTES = 10_000_000
_LAUNCH = Path(__file__).with_name("launch.py")

# Linux sends the parent-death signal when the *thread* that started a child ends. This one thread
# lives as long as the process, so children asked for by short-lived threads do not end with those.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    directory: Path,
    identity: str = "same",
    at_parents_death: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Starts `command` with exactly `environment`; both its outputs are appended to `log`.

    It gets a session of its own, so Ctrl-C at the terminal reaches the starter alone, which then
    ends its children in order. `identity` is explained in `deploy.local.launch`.
    """
    arguments = _launcher(identity, at_parents_death) + list(command)
    if log.exists() and log.stat().st_size > _LONGEST_LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(environment),
                cwd=directory,
                start_new_session=True,
            )

    return _starter.submit(start).result()


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    directory: Path,
    identity: str = "same",
) -> subprocess.CompletedProcess[str]:
    """Runs a short command to its end; the caller judges its exit code and output."""
    arguments = _launcher(identity, signal.SIGTERM) + list(command)
    # Not in the starter's one thread, where it would hold up every start: this thread waits for
    # the command, so it lives as long as the command does.
    return subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=dict(environment),
        cwd=directory,
        start_new_session=True,
        check=False,
    )


def _launcher(identity: str, at_parents_death: signal.Signals) -> list[str]:
    number = str(int(at_parents_death))
    return [sys.executable, "-I", "-S", str(_LAUNCH), str(os.getpid()), number, identity]


def end(process: subprocess.Popen[bytes], how: signal.Signals, *, seconds: float) -> bool:
    """Sends `how` and waits; after `seconds` it kills. True when the process ended by itself."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False
    return True


def end_leftover(pid: int, marker: str, how: signal.Signals, *, seconds: float) -> bool:
    """Ends a server that an earlier, killed stack left behind; True when there was one.

    `pid` comes from a file and may meanwhile belong to another program, so only a process whose
    command line contains `marker` is touched.
    """
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(pid)
        if any(marker in argument for argument in process.cmdline()):
            process.send_signal(how)
            for survivor in wait_until_gone([process], seconds=seconds):
                survivor.kill()
                wait_until_gone([survivor], seconds=seconds)
            return True
    return False


def end_recorded(pid_file: Path, *, marker: str, how: signal.Signals, seconds: float) -> None:
    """`end_leftover` for the process id in the first line of `pid_file`, which is then removed."""
    if pid_file.exists():
        lines = pid_file.read_text(encoding="utf-8").splitlines()
        if lines and lines[0].strip().isdigit():
            end_leftover(int(lines[0]), marker, how, seconds=seconds)
        pid_file.unlink(missing_ok=True)


def wait_until_gone(
    others: Sequence[psutil.Process], *, seconds: float
) -> tuple[psutil.Process, ...]:
    """Waits for processes that are not our children; returns those still there after `seconds`."""
    deadline = time.monotonic() + seconds
    alive = tuple(process for process in others if _runs(process))
    while alive and time.monotonic() < deadline:
        time.sleep(0.02)
        alive = tuple(process for process in alive if _runs(process))
    return alive


def _runs(process: psutil.Process) -> bool:
    try:
        # A zombie holds nothing any more; it only waits for its parent to take note.
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def free_port(avoiding: Collection[int] = ()) -> int:
    """A TCP port that is free on the loopback address now.

    Below the range from which operating systems take the ports of outgoing connections, so that a
    server finds its port free again when it is started anew.
    """
    while True:
        port = random.randrange(*_PORTS)
        if port not in avoiding and is_free(port):
            return port


def is_free(port: int) -> bool:
    """Whether nothing listens on the loopback address at `port`."""
    with socket.socket() as probe:
        # Connections of a server that just ended linger; its port is free all the same.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
