"""The stack that a command talks to: where its Kafka, its databases and its read side are.

The data folder of a running embedded stack tells it all. Where no such stack runs, the services'
own environment variables do (inside a container of the Compose file).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.layout import DataFolder
from services.console.cli.errors import CommandError

_API_PORT = 8790


@dataclass(frozen=True)
class Target:
    """Addresses of one running stack. ``verifiers`` are read-only DSNs by service."""

    name: str
    kafka: str
    partitions: int
    services: tuple[str, ...]
    verifiers: Mapping[str, str]
    api_host: str
    api_port: int
    token_file: Path
    folder: DataFolder | None

    @property
    def api(self) -> str:
        """Address of audit's read side."""
        return f"http://{self.api_host}:{self.api_port}"

    def token(self) -> str:
        """The bearer token of audit's read side."""
        try:
            return self.token_file.read_text(encoding="utf-8").strip()
        except OSError as wrong:
            raise CommandError(
                f"The token file {self.token_file} can't be read: {wrong.strerror or wrong}."
            ) from None


def find(data: Path) -> Target:
    """The running stack of this data folder; `CommandError` says how to start one."""
    folder = DataFolder(data)
    plan = folder.plan()
    if plan is not None and folder.running() is not None:
        return Target(
            name=str(data),
            kafka=f"127.0.0.1:{plan.ports['kafka']}",
            partitions=plan.partitions,
            services=plan.services,
            verifiers=folder.verifier_dsns(plan, plan.services),
            api_host="127.0.0.1",
            api_port=plan.ports["api"],
            token_file=folder.token_file,
            folder=folder,
        )
    elsewhere = _from_environment()
    if elsewhere is None:
        raise CommandError(
            f"No stack is running on the data folder {folder.path}: start one with "
            f"`postloan up --data {data}`, or name another folder with --data."
        )
    return elsewhere


def _from_environment() -> Target | None:
    kafka = os.environ.get("POSTLOAN_KAFKA")
    verifiers = os.environ.get("POSTLOAN_VERIFIER_DSNS")
    token_file = os.environ.get("POSTLOAN_API_TOKEN_FILE")
    if not kafka or not verifiers or not token_file:
        return None
    dsns: dict[str, str] = json.loads(verifiers)
    return Target(
        name="the environment (POSTLOAN_KAFKA)",
        kafka=kafka,
        partitions=int(os.environ.get("POSTLOAN_PARTITIONS", "4")),
        services=tuple(dsns),
        verifiers=dsns,
        api_host=os.environ.get("POSTLOAN_API_HOST", "127.0.0.1"),
        api_port=int(os.environ.get("POSTLOAN_API_PORT", str(_API_PORT))),
        token_file=Path(token_file),
        folder=None,
    )
