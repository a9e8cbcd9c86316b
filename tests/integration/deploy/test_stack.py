"""The pair of servers on one data folder: quick again, one at a time, a sentence per trouble."""

import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local import processes
from deploy.local.errors import StackError
from deploy.local.layout import DataFolder
from deploy.local.stack import LocalStack
from tests.servers import temporary_folder

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder on which a stack ran once and stopped."""
    with temporary_folder("data") as path:
        with LocalStack(path):
            pass
        yield path


def test_the_second_start_makes_nothing_anew_and_keeps_every_address(data: Path) -> None:
    before = LocalStack(data).plan
    made = {path: path.stat().st_ctime_ns for path in data.rglob("PG_VERSION")}
    assert made, "the first start has made a database cluster"
    with LocalStack(data) as stack:
        assert stack.plan == before
        assert stack.kafka.bootstrap == stack.environment("audit")["POSTLOAN_KAFKA"]
    assert {path: path.stat().st_ctime_ns for path in made} == made


def test_a_kept_port_that_is_taken_is_replaced_and_said(data: Path) -> None:
    kept, said = LocalStack(data).plan.ports["kafka"], list[str]()
    with socket.socket() as other:
        other.bind(("127.0.0.1", kept))
        other.listen()
        with LocalStack(data, report=said.append) as stack:
            port = stack.plan.ports["kafka"]
    assert port != kept
    assert said == [f"Port {kept} for kafka is taken by another program now: using {port}."]


def test_a_port_that_the_user_fixed_is_never_replaced(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", processes.free_port()))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("POSTLOAN_POSTGRES_PORT", str(port))
        with pytest.raises(StackError, match=f"Port {port} for postgres is taken.*_PORT"):
            LocalStack(data).start()
    assert DataFolder(data).running() is None


@pytest.mark.parametrize("value", ["many", "0", "70000"])
def test_a_port_that_is_no_number_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("POSTLOAN_KAFKA_PORT", value)
    with pytest.raises(StackError, match=f"POSTLOAN_KAFKA_PORT is '{value}'"):
        LocalStack(data)


def test_another_number_of_partitions_is_refused(data: Path) -> None:
    with pytest.raises(StackError, match=r"was made with 4 partitions .* with 8"):
        LocalStack(data, partitions=8).start()


def test_a_full_disk_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(folder)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(StackError, match=r"The disk that holds .* is full: 1 MB are free"):
        LocalStack(folder).start()


def test_the_token_and_the_passwords_are_readable_by_their_owner_alone(data: Path) -> None:
    files = DataFolder(data)
    for path in (files.token_file, files.credentials.path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_killed_stack_leaves_no_server_behind_and_the_next_start_goes_on(data: Path) -> None:
    script = (
        "import sys, signal\n"
        "from pathlib import Path\n"
        "from deploy.local.stack import LocalStack\n"
        "stack = LocalStack(Path(sys.argv[1])); stack.start()\n"
        "print(stack.kafka.pid, stack.postgres.pid, flush=True); signal.pause()\n"
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", script, str(data)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert killed.stdout is not None
    servers = [psutil.Process(int(pid)) for pid in killed.stdout.readline().split()]
    assert len(servers) == 2
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    with LocalStack(data) as stack:
        assert stack.kafka.pid not in {server.pid for server in servers}
    if sys.platform == "linux":
        assert not processes.wait_until_gone(servers, seconds=10)


def test_a_number_of_partitions_that_does_not_divide_the_shards_is_refused(folder: Path) -> None:
    with pytest.raises(StackError, match=r"5 partitions cannot share 16 shards evenly"):
        LocalStack(folder, partitions=5).start()
