"""Makes the passwords of docker-compose.yml once: `make secrets`.

They lie below .postloan/compose, a folder that its owner alone may enter. The files in it are
readable by any user, because they are mounted into containers that run as other users.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.names import (
    DEFAULT_SERVICES,
    VERIFIER,
    database_name,
    owner_role,
    service_role,
)

FOLDER = Path(".postloan/compose")
_SERVER = "postgres:5432"


def make(folder: Path, services: Sequence[str] = DEFAULT_SERVICES) -> bool:
    """Writes what is missing below `folder`; False when all of it was there already."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    roles_file = folder / "roles.json"
    roles: dict[str, str] = json.loads(roles_file.read_text()) if roles_file.exists() else {}
    wanted = {VERIFIER, *map(owner_role, services), *map(service_role, services)}
    files = {folder / name for name in ("admin-password", "api-token", "grafana-password")}
    missing = {path for path in files if not path.exists()}
    if not missing and wanted <= set(roles):
        return False
    for path in missing:
        _write(path, secrets.token_urlsafe(32))
    roles = {role: roles.get(role) or secrets.token_urlsafe(24) for role in sorted(wanted)}
    _write(roles_file, json.dumps(roles, indent=2))
    for service in services:
        _write(folder / f"{service}.env", _environment(service, services, roles))
    return True


def _environment(service: str, services: Sequence[str], roles: dict[str, str]) -> str:
    database = database_name(service)
    lines = [
        f"POSTLOAN_DSN={_dsn(service_role(service), roles, database)}",
        f"POSTLOAN_OWNER_DSN={_dsn(owner_role(service), roles, database)}",
    ]
    if service == "audit":
        verifier = {each: _dsn(VERIFIER, roles, database_name(each)) for each in services}
        lines.append(f"POSTLOAN_VERIFIER_DSNS='{json.dumps(verifier)}'")
    return "\n".join(lines) + "\n"


def _dsn(role: str, roles: dict[str, str], database: str) -> str:
    return f"postgresql://{role}:{roles[role]}@{_SERVER}/{database}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    made = make(folder)
    sys.stdout.write(f"{'Made' if made else 'Kept'} the passwords in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
