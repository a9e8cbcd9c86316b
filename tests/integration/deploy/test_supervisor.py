"""The supervisor on small stand-in programs: ready, dead, back, given up, ended with it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from deploy.local import processes, supervisor
from deploy.local.errors import StackError
from deploy.local.layout import DataFolder
from deploy.local.supervisor import Supervisor

SOUND = """
import json, os, signal, sys
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
run = Path(os.environ["POSTLOAN_DATA"]) / "run"
name = os.environ["POSTLOAN_SERVICE"]
(run / f"{name}.ready").write_text(json.dumps({"pid": os.getpid()}))
print(name, "is consuming")
signal.pause()
"""
# Started from a thread that ends at once: the service must not end with the thread.
STARTER = """
import sys, threading, time
from pathlib import Path
from deploy.local.layout import DataFolder
from deploy.local.supervisor import Supervisor
folder = Path(sys.argv[1])
made = Supervisor(
    DataFolder(folder),
    {"audit": {"POSTLOAN_SERVICE": "audit", "POSTLOAN_DATA": str(folder)}},
    command=lambda _: (sys.executable, "-c", sys.argv[2]),
)
thread = threading.Thread(target=made.start); thread.start(); thread.join()
made.wait_ready(seconds=20); print(made.pids["audit"], flush=True); time.sleep(60)
"""
BROKEN = "import sys; print('no such policy'); sys.exit(7)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SOUND.replace(
    "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))", ""
).replace("signal.pause()", "while True: signal.pause()")


@contextmanager
def _supervised(
    folder: Path, program: str, report: Callable[[str], None] = lambda _: None
) -> Iterator[Supervisor]:
    files = DataFolder(folder)
    environments = {
        name: {"POSTLOAN_SERVICE": name, "POSTLOAN_DATA": str(folder)}
        for name in ("monitoring", "audit")
    }

    def command(_: str) -> Sequence[str]:
        return (sys.executable, "-c", program)

    with Supervisor(files, environments, report=report, command=command) as running:
        yield running


def _until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_services_are_ready_write_their_logs_and_end_on_stop(folder: Path) -> None:
    with _supervised(folder, SOUND) as running:
        running.wait_ready(seconds=20)
        pids = running.pids
        assert set(pids) == {"monitoring", "audit"}
        assert "audit is consuming" in (folder / "logs" / "audit.log").read_text()
    assert not any(psutil.pid_exists(pid) for pid in pids.values())
    assert not list((folder / "run").iterdir())


def test_a_killed_service_comes_back_and_the_death_is_reported(folder: Path) -> None:
    said: list[str] = []
    with _supervised(folder, SOUND, said.append) as running:
        running.wait_ready(seconds=20)
        before = running.pids
        running.kill("audit")
        _until(lambda: running.pids.get("audit") not in (None, before["audit"]))
        running.wait_ready(seconds=20)
        assert running.pids["monitoring"] == before["monitoring"]
    assert said == ["audit ended (signal SIGKILL): starting it again in 0.5 s."]


def test_a_service_that_dies_again_and_again_is_given_up_with_its_last_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(supervisor, "_MOST_DEATHS_IN_A_ROW", 3)
    said: list[str] = []
    with (
        _supervised(folder, BROKEN, said.append) as running,
        pytest.raises(StackError, match=r"(?s)given up.*no such policy"),
    ):
        running.wait_ready(seconds=20)
    assert "monitoring ended 3 times in a row: given up." in said


def test_a_service_that_is_never_ready_is_an_error_with_its_last_words(folder: Path) -> None:
    silent = SOUND.replace('.ready"', '.almost"')
    with (
        _supervised(folder, silent) as running,
        pytest.raises(StackError, match="monitoring was not consuming in time"),
    ):
        running.wait_ready(seconds=0.5)


def test_a_service_that_ignores_the_request_to_end_is_killed_and_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_STOP_SECONDS", 0.3)
    said: list[str] = []
    with _supervised(folder, DEAF, said.append) as running:
        running.wait_ready(seconds=20)
        pids = running.pids
    assert not any(psutil.pid_exists(pid) for pid in pids.values())
    assert "audit did not end within 0 s: killed." in said


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_services_end_when_their_starter_is_killed(folder: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder), SOUND],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert starter.stdout is not None
    service = psutil.Process(int(starter.stdout.readline()))
    assert service.is_running()
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    assert not processes.wait_until_gone([service], seconds=10)
