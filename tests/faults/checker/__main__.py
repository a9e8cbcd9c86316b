"""``python -m tests.faults.checker --kafka HOST:PORT --service NAME=DSN ... [--audit DSN]``.

Prints each finding, or one JSON document with ``--json``. Exit code 0: all invariants hold; 3: a
finding.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time

from tests.faults.checker import (
    causes,
    commands,
    heard,
    letters,
    messages,
    money,
    offsets,
    stores,
    tables,
    topics,
)
from tests.faults.checker.world import Finding, World, read

CHECKS = (stores, causes, messages, heard, offsets, commands, letters, topics, tables, money)


def findings(world: World) -> list[Finding]:
    """Everything that is wrong, in the order of the invariants."""
    found = [finding for check in CHECKS for finding in check.check(world)]
    return sorted(found, key=lambda finding: finding.invariant)


def main(arguments: list[str] | None = None) -> int:
    """Read, check, say."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.checker", description=__doc__)
    parser.add_argument("--kafka", required=True, help="bootstrap address")
    parser.add_argument("--service", action="append", required=True, help="NAME=DSN")
    parser.add_argument("--audit", help="DSN of audit's database")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    services = dict(each.split("=", 1) for each in given.service)
    began = time.monotonic()
    world = asyncio.run(read(given.kafka, services, given.audit, given.partitions))
    found = findings(world)
    report = {
        "events": {name: len(book.events) for name, book in world.books.items()},
        "records": {name: len(found) for name, found in world.topics.items() if found},
        "letters": {name: len(book.tables["letters"]) for name, book in world.books.items()},
        "seconds": round(time.monotonic() - began, 2),
        "findings": [finding._asdict() for finding in found],
    }
    if given.json:
        json.dump(report, sys.stdout)
        return 3 if found else 0
    for finding in found:
        sys.stdout.write(f"{finding.invariant} {finding.where}: {finding.what}\n")
    total = sum(len(book.events) for book in world.books.values())
    sys.stdout.write(f"{total} events, {len(found)} findings, {report['seconds']} s\n")
    return 3 if found else 0


if __name__ == "__main__":
    sys.exit(main())
