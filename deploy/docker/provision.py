"""Makes the databases, roles or topics of a deployment, then ends; repeated, it changes nothing.

python -m deploy.docker.provision databases     POSTLOAN_ADMIN_HOST, the two secret files
python -m deploy.docker.provision topics        POSTLOAN_KAFKA, POSTLOAN_PARTITIONS
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

from deploy.local.databases import ensure_databases
from deploy.local.errors import StackError
from deploy.local.names import DEFAULT_PARTITIONS, DEFAULT_SERVICES, topics
from deploy.local.topics import create_topics

_SECRETS = Path("/run/secrets")


async def databases(host: str, secrets: Path) -> None:
    """One database per service on the server at `host` (host:port)."""
    password = quote((secrets / "admin-password").read_text().strip(), safe="")
    roles: dict[str, str] = json.loads((secrets / "roles.json").read_text())
    admin = f"postgresql://postgres:{password}@{host}/postgres"
    await ensure_databases(admin, DEFAULT_SERVICES, roles.__getitem__)


async def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("databases", "topics"))
    if parser.parse_args(arguments).what == "databases":
        await databases(os.environ["POSTLOAN_ADMIN_HOST"], _SECRETS)
    else:
        partitions = int(os.environ.get("POSTLOAN_PARTITIONS", DEFAULT_PARTITIONS))
        wanted = topics(DEFAULT_SERVICES, partitions)
        await create_topics(os.environ["POSTLOAN_KAFKA"], wanted)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(sys.argv[1:])))
    except StackError as error:
        sys.exit(str(error))
