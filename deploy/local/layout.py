"""What lies in a data folder, and what a service is told about it. Imports nothing slow.

stack.json          ports, number of partitions, services: chosen once, kept
stack.lock          held by the process that runs this stack
api-token           bearer token of audit's read side (mode 0600)
kafka/ postgres/    the servers' own; postgres/secrets.json has the passwords (mode 0600)
logs/ run/          the services' output; SERVICE.ready when it is up, SERVICE.pid
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local import lock, names
from deploy.local.credentials import Credentials
from deploy.local.errors import StackError
from deploy.local.names import LOOPBACK

USES = ("kafka", "controller", "postgres", "api")
"""What the ports of a stack are for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen for one data folder: ports by their use, partitions, services."""

    ports: Mapping[str, int]
    partitions: int
    services: tuple[str, ...]


class DataFolder:
    """Paths and settings of one embedded stack; works whether or not the stack is running."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.kafka = self.path / "kafka"
        self.postgres = self.path / "postgres"
        self.logs = self.path / "logs"
        self.run = self.path / "run"
        self.lock = self.path / "stack.lock"
        self.token_file = self.path / "api-token"
        self.credentials = Credentials(self.postgres / "secrets.json")
        self._plan_file = self.path / "stack.json"

    def plan(self) -> Plan | None:
        """What was chosen at the first start; None before it.

        Raises:
            StackError: the file was changed by hand or damaged.
        """
        if not self._plan_file.exists():
            return None
        try:
            kept = json.loads(self._plan_file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as wrong:
            raise self._unusable(f"it can't be read ({wrong})") from None
        if not isinstance(kept, dict):
            raise self._unusable("it must be a JSON object")
        ports, services = kept.get("ports"), kept.get("services")
        if not isinstance(ports, dict):
            raise self._unusable(f"ports is {ports!r}, it must be a JSON object")
        for use in USES:
            port = ports.get(use)
            if type(port) is not int or port not in names.PORTS:
                rule = "a port must be a whole number from 1 to 65535"
                raise self._unusable(f"ports.{use} is {port!r}, {rule}")
        if kept.get("partitions") not in names.PARTITIONS:
            rule = "it must be 1, 2, 4, 8 or 16"
            raise self._unusable(f"partitions is {kept.get('partitions')!r}, {rule}")
        if not isinstance(services, list) or not all(isinstance(each, str) for each in services):
            raise self._unusable(f"services is {services!r}, it must be a list of names")
        return Plan(ports, kept["partitions"], tuple(services))

    def _unusable(self, why: str) -> StackError:
        return StackError(
            f"The file {self._plan_file} can't be used: {why}. Put back what it held, or take a new "
            "folder with --data."
        )

    def keep(self, plan: Plan) -> None:
        """Remembers `plan` for the next start."""
        fresh = self._plan_file.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(plan), indent=2) + "\n", encoding="utf-8")
        fresh.replace(self._plan_file)

    def running(self) -> int | None:
        """Process id of the live stack on this folder; None when none runs."""
        return lock.holder(self.lock)

    def ready_file(self, service: str) -> Path:
        """Written by the service (JSON with its `pid`) when it is consuming."""
        return self.run / f"{service}.ready"

    def environment(self, plan: Plan, service: str) -> dict[str, str]:
        """The settings of one service as environment variables."""
        database = names.database_name(service)
        known = {
            "POSTLOAN_SERVICE": service,
            "POSTLOAN_DATA": str(self.path),
            "POSTLOAN_KAFKA": f"{LOOPBACK}:{plan.ports['kafka']}",
            "POSTLOAN_PARTITIONS": str(plan.partitions),
            "POSTLOAN_DSN": self._dsn(plan, names.service_role(service), database),
            "POSTLOAN_OWNER_DSN": self._dsn(plan, names.owner_role(service), database),
        }
        if service == "audit":
            known |= {
                "POSTLOAN_VERIFIER_DSNS": json.dumps(self.verifier_dsns(plan, plan.services)),
                "POSTLOAN_API_HOST": LOOPBACK,
                "POSTLOAN_API_PORT": str(plan.ports["api"]),
                "POSTLOAN_API_TOKEN_FILE": str(self.token_file),
            }
        return known

    def verifier_dsns(self, plan: Plan, services: Sequence[str]) -> dict[str, str]:
        """Read-only address of each service's database."""
        return {
            service: self._dsn(plan, names.VERIFIER, names.database_name(service))
            for service in services
        }

    def _dsn(self, plan: Plan, role: str, database: str) -> str:
        password = self.credentials.password(role)
        return f"postgresql://{role}:{password}@{LOOPBACK}:{plan.ports['postgres']}/{database}"
