"""The embedded database server: committed data survive any end; no password, no entry."""

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.local import identity as identities
from deploy.local.errors import StackError
from deploy.local.postgres import PostgresServer
from tests.servers import temporary_folder

pytestmark = pytest.mark.servers

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


async def _execute(address: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


@pytest.fixture
async def table(own_postgres: PostgresServer) -> str:
    await _execute(own_postgres.admin_dsn, "DROP TABLE IF EXISTS kept")
    await _execute(own_postgres.admin_dsn, "CREATE TABLE kept AS SELECT 42 AS number")
    return "kept"


@pytest.mark.parametrize("end", ["stop", "stop_immediate", "kill"])
async def test_committed_data_survive_every_way_to_end(
    own_postgres: PostgresServer, table: str, end: str
) -> None:
    address, pid = own_postgres.admin_dsn, own_postgres.pid
    getattr(own_postgres, end)()
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    own_postgres.start()
    assert own_postgres.admin_dsn == address
    assert [tuple(row) for row in await _execute(address, f"SELECT * FROM {table}")] == [(42,)]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("jit", "off"),
        ("max_connections", "200"),
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
    ],
)
async def test_the_server_has_the_decided_settings(
    own_postgres: PostgresServer, setting: str, value: str
) -> None:
    rows = await _execute(own_postgres.admin_dsn, f"SELECT current_setting('{setting}')")
    assert rows[0][0] == value


async def test_nobody_enters_without_the_password(own_postgres: PostgresServer) -> None:
    guess = f"postgresql://postgres:guess@127.0.0.1:{own_postgres.port}/postgres"
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _execute(guess, "SELECT 1")


def test_passwords_are_readable_by_their_owner_alone(own_postgres: PostgresServer) -> None:
    mode = stat.S_IMODE((own_postgres.home / "secrets.json").stat().st_mode)
    assert mode == 0o600
    assert not (own_postgres.home / "initial-password").exists()


def test_the_server_listens_on_the_loopback_address_alone(own_postgres: PostgresServer) -> None:
    process = psutil.Process(own_postgres.pid)
    assert not any(place.laddr for place in process.net_connections("unix"))
    assert {place.laddr.ip for place in process.net_connections("tcp")} == {"127.0.0.1"}


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    with temporary_folder("closed") as path:
        path.chmod(0o700)
        yield path


@as_root
async def test_root_lends_the_server_an_unprivileged_user_without_making_one(
    own_postgres: PostgresServer,
) -> None:
    before = [entry.pw_name for entry in pwd.getpwall()]
    with temporary_folder("open") as home, PostgresServer(home) as server:
        assert psutil.Process(server.pid).uids().real == 65534
        assert await _execute(server.admin_dsn, "SELECT 1")
    assert [entry.pw_name for entry in pwd.getpwall()] == before


@as_root
async def test_below_a_folder_closed_to_others_root_uses_a_user_namespace(
    closed_folder: Path,
) -> None:
    with PostgresServer(closed_folder / "home") as server:
        status = Path(f"/proc/{server.pid}/status").read_text()
        assert "CapEff:\t0000000000000000" in status
        assert psutil.Process(server.pid).uids().real == 0
        assert Path(f"/proc/{server.pid}/uid_map").read_text().split()[:2] == ["65534", "0"]
        assert await _execute(server.admin_dsn, "SELECT 1")
        server.kill()
        server.start()
        assert await _execute(server.admin_dsn, "SELECT 1")


@as_root
async def test_data_made_under_one_identity_are_taken_over_under_another(
    closed_folder: Path,
) -> None:
    home = closed_folder / "home"
    with PostgresServer(home) as server:
        await _execute(server.admin_dsn, "CREATE TABLE kept AS SELECT 42 AS number")
    closed_folder.chmod(0o711)
    with PostgresServer(home) as server:
        assert psutil.Process(server.pid).uids().real == 65534
        assert await _execute(server.admin_dsn, "SELECT * FROM kept")


@as_root
def test_root_with_no_other_identity_gets_one_sentence(
    closed_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities, "_may_use", lambda identity, paths: False)
    with pytest.raises(StackError, match=r"refuses to run as root.*chmod o\+x"):
        PostgresServer(closed_folder).start()
