"""The program: ready file, clean end, one sentence for a start that can't be."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.databases import DatabaseAddresses
from deploy.local.processes import free_port
from deploy.local.topics import create_topics
from services.audit.sources import JOURNALS
from tests.integration.audit.sending import (
    PARTITIONS,
    PATIENCE_S,
    SIGNED,
    TOKEN,
    book,
    send,
    until,
)
from tests.servers import TestKafka, kafka_server
from tests.unit.audit.writer import Writer

pytestmark = pytest.mark.servers


ROOT = Path(__file__).parents[3]


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """A file with the read side's token."""
    path = tmp_path / "api-token"
    path.write_text(f"{TOKEN}\n", "utf-8")
    return path


@pytest.fixture
def writer() -> Writer:
    """What monitoring has stored."""
    return book()


@pytest.fixture(scope="module")
def own_kafka() -> Iterator[TestKafka]:
    """A broker on which the topics have their real names."""
    with kafka_server() as server:
        yield server


def _environment(
    kafka: str, audit: DatabaseAddresses, token_file: Path, port: int, data: Path
) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("POSTLOAN_")},
        "PYTHONPATH": str(ROOT),
        "POSTLOAN_DATA": str(data),
        "POSTLOAN_KAFKA": kafka,
        "POSTLOAN_PARTITIONS": str(PARTITIONS),
        "POSTLOAN_DSN": audit.service,
        "POSTLOAN_OWNER_DSN": audit.owner,
        "POSTLOAN_VERIFIER_DSNS": json.dumps({"audit": audit.verifier}),
        "POSTLOAN_API_HOST": "127.0.0.1",
        "POSTLOAN_API_PORT": str(port),
        "POSTLOAN_API_TOKEN_FILE": str(token_file),
    }


def _start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "services.audit"],
        env=environment,
        cwd=environment["POSTLOAN_DATA"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def test_the_program_says_when_it_is_ready_and_ends_cleanly_on_sigterm(
    own_kafka: TestKafka,
    audit: DatabaseAddresses,
    token_file: Path,
    tmp_path: Path,
    writer: Writer,
) -> None:
    await create_topics(own_kafka.bootstrap, dict.fromkeys(JOURNALS, PARTITIONS))
    port = free_port()
    environment = _environment(own_kafka.bootstrap, audit, token_file, port, tmp_path)
    program = _start(environment)
    ready = tmp_path / "run" / "audit.ready"
    try:

        async def said() -> bool:
            assert program.poll() is None, program.communicate()[1].decode()
            return ready.exists()

        await until(said)
        assert json.loads(ready.read_text("utf-8")) == {"pid": program.pid}
        await send(own_kafka.bootstrap, writer.records(), {topic: topic for topic in JOURNALS})
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=SIGNED
        ) as client:

            async def served() -> bool:
                answer = await client.get("/loans/L-7/history")
                return answer.status_code == 200 and len(answer.json()["events"]) == 12

            await until(served)
        program.send_signal(signal.SIGTERM)
        _, errors = await asyncio.to_thread(program.communicate, timeout=PATIENCE_S)
        assert program.returncode == 0, errors.decode()
        assert b"Traceback" not in errors
        assert b"critical" not in errors
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"POSTLOAN_API_PORT": "70000"}, 2, "POSTLOAN_API_PORT: '70000' is refused"),
        ({"POSTLOAN_PARTITIONS": "3"}, 2, "must divide 16"),
        ({"POSTLOAN_API_TOKEN_FILE": "nowhere"}, 2, "api_token_file nowhere: can't be read"),
        ({"POSTLOAN_API_HOST": "192.0.2.1"}, 1, "the read side can't listen on 192.0.2.1"),
        ({"POSTLOAN_KAFKA": "127.0.0.1:1"}, 1, "kafka 127.0.0.1:1: does not answer"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
async def test_a_start_that_can_t_be_is_one_sentence(
    audit: DatabaseAddresses,
    token_file: Path,
    tmp_path: Path,
    changes: dict[str, str],
    code: int,
    sentence: str,
) -> None:
    environment = _environment("127.0.0.1:1", audit, token_file, free_port(), tmp_path) | changes
    program = _start(environment)
    try:
        _, errors = await asyncio.to_thread(program.communicate, timeout=PATIENCE_S)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == code, errors.decode()
    assert sentence in errors.decode()
    assert "Traceback" not in errors.decode()
