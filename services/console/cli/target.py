"""The stack that a command talks to: where its Kafka, its databases and its read side are.

The data folder of a running embedded stack tells it all. Where no such stack runs, the services'
own environment variables do (inside a container of the Compose file).
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local import names
from deploy.local.errors import StackError
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
            token = self.token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as wrong:
            reason = getattr(wrong, "strerror", None) or wrong
            raise CommandError(
                f"The token file {self.token_file} can't be read: {reason}."
            ) from None
        if not token or not token.isascii() or not token.isprintable():
            raise CommandError(
                f"The token file {self.token_file} holds no token: it must be one line of ASCII."
            )
        return token


def find(data: Path) -> Target:
    """The running stack of this data folder; `CommandError` says how to start one."""
    folder = DataFolder(data)
    try:
        plan = folder.plan()
    except StackError as wrong:
        raise CommandError(str(wrong)) from None
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
    dsns = _databases(verifiers)
    return Target(
        name="the environment (POSTLOAN_KAFKA)",
        kafka=kafka,
        partitions=_number("POSTLOAN_PARTITIONS", names.DEFAULT_PARTITIONS, names.PARTITIONS),
        services=tuple(dsns),
        verifiers=dsns,
        api_host=_host("POSTLOAN_API_HOST"),
        api_port=_number("POSTLOAN_API_PORT", _API_PORT, names.PORTS),
        token_file=Path(token_file),
        folder=None,
    )


def _number(variable: str, default: int, allowed: Container[int]) -> int:
    """A whole number of the environment; `CommandError` names variable, value and rule."""
    try:
        return names.number(variable, os.environ.get(variable, ""), allowed) or default
    except StackError as wrong:
        raise CommandError(str(wrong)) from None


def _host(variable: str) -> str:
    host = os.environ.get(variable, "").strip() or names.LOOPBACK
    if not host.isprintable() or any(each in host for each in " /?#@"):
        raise CommandError(f"{variable} is {host!r}: it must be a host's name or address alone.")
    return host


def _databases(text: str) -> dict[str, str]:
    """Service -> DSN. The value is never shown: it holds passwords."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or not all(isinstance(each, str) for each in read.values()):
        raise CommandError(
            "POSTLOAN_VERIFIER_DSNS: it must be a JSON object of service and database address, for "
            'example {"audit": "postgresql://..."}; what it holds is not shown here.'
        )
    return read
