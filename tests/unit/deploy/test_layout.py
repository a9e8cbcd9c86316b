"""What lies in a data folder and what a service is told about it."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from contracts import catalogue
from deploy.local import names
from deploy.local.credentials import Credentials, token
from deploy.local.errors import StackError
from deploy.local.layout import DataFolder, Plan
from deploy.local.lock import FolderLock, holder

PLAN = Plan(
    {"kafka": 15001, "controller": 15002, "postgres": 15003, "api": 15004},
    4,
    names.DEFAULT_SERVICES,
)


def test_a_plan_is_kept_and_read_again(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.plan() is None
    folder.keep(PLAN)
    assert DataFolder(tmp_path).plan() == PLAN


def test_a_service_is_told_its_own_database_as_its_own_role(tmp_path: Path) -> None:
    told = DataFolder(tmp_path).environment(PLAN, "monitoring")
    assert told["POSTLOAN_KAFKA"] == "127.0.0.1:15001"
    assert told["POSTLOAN_DSN"].startswith("postgresql://postloan_monitoring:")
    assert told["POSTLOAN_DSN"].endswith("@127.0.0.1:15003/postloan_monitoring")
    assert told["POSTLOAN_OWNER_DSN"].startswith("postgresql://postloan_monitoring_owner:")
    assert told["POSTLOAN_PARTITIONS"] == "4"
    assert told["POSTLOAN_SERVICE"] == "monitoring"
    assert told["POSTLOAN_DATA"] == str(tmp_path)


def test_only_audit_is_told_of_other_databases_and_only_as_the_verifier(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    told = json.loads(folder.environment(PLAN, "audit")["POSTLOAN_VERIFIER_DSNS"])
    assert set(told) == set(names.DEFAULT_SERVICES)
    assert all(address.startswith("postgresql://postloan_verifier:") for address in told.values())
    for service in ("monitoring", "classification"):
        assert "verifier" not in str(folder.environment(PLAN, service))


def test_the_same_password_is_given_every_time_and_to_every_process(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = Credentials(path).password("postloan_audit")
    assert Credentials(path).password("postloan_audit") == first
    assert Credentials(path).password("postloan_monitoring") != first
    assert len(first) >= 32


def test_files_of_secrets_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Credentials(tmp_path / "secrets.json").password("anyone")
        token(tmp_path / "token")
    finally:
        os.umask(before)
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_lock_is_free_again_after_its_holder_died(tmp_path: Path) -> None:
    path = tmp_path / "stack.lock"
    script = (
        "import sys; from pathlib import Path; from deploy.local.lock import FolderLock\n"
        "FolderLock(Path(sys.argv[1])).take(); print('taken', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"taken\n"
    assert holder(path) == other.pid
    with pytest.raises(StackError, match=f"process {other.pid}"):
        FolderLock(path).take()
    other.kill()
    other.communicate()
    assert holder(path) is None
    lock = FolderLock(path)
    lock.take()
    assert holder(path) == os.getpid()
    lock.release()


def test_topics_and_services_are_those_of_the_contract() -> None:
    wanted = {catalogue.COREBANK, catalogue.SEALS}
    for own in catalogue.TOPICS.values():
        wanted.update(own)
    made = set(names.topics(names.DEFAULT_SERVICES))
    assert made == wanted
    assert not any("audit" in topic for topic in made), "nobody would write or read them"
    assert names.DECIDING == catalogue.DECIDING
    assert set(names.DEFAULT_SERVICES) <= set(catalogue.SERVICES)


def test_every_topic_has_the_same_number_of_partitions() -> None:
    assert set(names.topics(names.DEFAULT_SERVICES, 16).values()) == {16}


def test_reading_a_data_folder_needs_no_slow_library() -> None:
    script = (
        "import sys; import deploy.local.layout\n"
        "slow = {'aiokafka', 'asyncpg', 'jgo', 'pydantic', 'psutil', 'asyncio'}\n"
        "sys.exit(repr(slow & set(sys.modules)) if slow & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[3])
