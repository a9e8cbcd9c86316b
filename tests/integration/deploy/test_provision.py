"""The one-shots and the settings of Compose, on the servers that tests have."""

import json
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.docker import provision, secrets
from deploy.local import names
from tests.servers import TestKafka, TestPostgres

pytestmark = pytest.mark.servers

ROOT = Path(__file__).parents[3]


async def test_databases_are_made_with_the_passwords_of_make_secrets(
    postgres: TestPostgres, tmp_path: Path
) -> None:
    secrets.make(tmp_path)
    login, _, server = postgres.admin_dsn.rpartition("@")
    (tmp_path / "admin-password").write_text(login.rpartition(":")[2])
    host = server.partition("/")[0]
    for _ in range(2):
        await provision.databases(host, tmp_path)
    roles = json.loads((tmp_path / "roles.json").read_text())
    for service in names.DEFAULT_SERVICES:
        for role in (names.service_role(service), names.owner_role(service), names.VERIFIER):
            database = names.database_name(service)
            address = f"postgresql://{role}:{roles[role]}@{host}/{database}"
            connection = await asyncpg.connect(address)
            assert await connection.fetchval("SELECT current_user") == role
            await connection.close()


@pytest.fixture
def provisioned(kafka: TestKafka) -> str:
    """A broker after the one-shot ran; its address."""
    subprocess.run(
        [sys.executable, "-m", "deploy.docker.provision", "topics"],
        check=True,
        cwd=ROOT,
        env={"POSTLOAN_KAFKA": kafka.bootstrap, "POSTLOAN_PARTITIONS": "2"},
    )
    return kafka.bootstrap


async def test_topics_are_made_by_the_command(provisioned: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=provisioned)
    await admin.start()
    try:
        assert set(names.topics(names.DEFAULT_SERVICES)) <= set(await admin.list_topics())
    finally:
        await admin.close()


def test_postgresql_understands_the_settings_of_compose() -> None:
    from deploy.local.postgres import PostgresServer
    from tests.servers import temporary_folder

    settings = (ROOT / "deploy/postgres/postgresql.conf").read_text()
    with temporary_folder("settings") as home, PostgresServer(home) as server:
        server.stop()
        (home / "data" / "postgresql.conf").write_text(settings)
        server.start()
        assert "configuration file" not in server.log.read_text().lower()
