"""Runs the audit service: settings, migrations, the journals' reader, the read side, clean end."""

from __future__ import annotations

import asyncio
import signal
import sys

import asyncpg
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from services.audit.process import NAME, Process
from services.audit.server import PortTaken, bind
from services.audit.settings import AuditSettings
from services.audit.telemetry import make_telemetry
from services.kit import collector, logs
from services.kit.migrations import MigrationError
from services.kit.policy import PolicyError
from services.kit.settings import told


class NoStart(Exception):
    """The process could not begin to work; one sentence for the person who started it."""


def main() -> int:
    """The whole life of the process; returns its exit code."""
    logs.configure(NAME)
    try:
        settings = AuditSettings()
        token = settings.token()
        telemetry = make_telemetry(NAME)
    except (ValidationError, ValueError) as wrong:
        return _say(2, *told(wrong, AuditSettings))
    try:
        listening = bind(settings.api_host, settings.api_port)
        collector.tune()
        return asyncio.run(_until_told(Process(settings, token, listening, telemetry=telemetry)))
    except PolicyError as wrong:
        return _say(2, str(wrong))
    except (MigrationError, PortTaken, NoStart) as wrong:
        return _say(1, str(wrong))


def _say(code: int, *lines: str) -> int:
    sys.stderr.writelines(f"{NAME}: {line}\n" for line in lines)
    return code


async def _until_told(process: Process) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await process.start()
    except KafkaError as silent:
        await process.stop()
        raise NoStart(f"kafka {process.settings.kafka}: does not answer: {silent}") from None
    except (OSError, asyncpg.PostgresError) as silent:
        await process.stop()
        raise NoStart(f"owner_dsn: the database does not answer: {silent}") from None
    told, failed = asyncio.create_task(stop.wait()), asyncio.create_task(process.failed())
    await asyncio.wait({told, failed}, return_when=asyncio.FIRST_COMPLETED)
    for task in (told, failed):
        task.cancel()
    await process.stop()
    return 1 if process.failure is not None else 0


if __name__ == "__main__":
    sys.exit(main())
