"""The gate before a change of the contract: today's schemas against all that were ever released.

``python -m contracts.compatibility`` prints each break and exits 3; ``--release`` records the
current schemas and examples as released (``released/SHA256SUMS``). A released file never changes
or goes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from contracts.catalogue import CATALOGUE, MODELS, SERVICES
from contracts.json_schema import FOLDER, examples_of, schema_of, schema_path
from contracts.message import Message
from contracts.schema_difference import Break, compare

SUMS = "released/SHA256SUMS"

_EMITTED = frozenset(row.message.TYPE for row in CATALOGUE if row.publisher in SERVICES)


def released(folder: Path = FOLDER) -> dict[str, str]:
    """Every released file: place below the contract's folder -> SHA-256."""
    path = folder / SUMS
    if not path.exists():
        return {}
    rows = (line.split("  ", 1) for line in path.read_text("utf-8").splitlines() if line)
    return {name: digest for digest, name in rows}


def breaks(folder: Path = FOLDER, models: Mapping[str, type[Message]] = MODELS) -> Iterator[Break]:
    """Everything that a producer or a consumer of a released schema would trip over."""
    for name, digest in released(folder).items():
        path = folder / name
        if not path.exists():
            yield Break(name, "", "released_missing", "a released file is gone")
        elif sha256(path.read_bytes()).hexdigest() != digest:
            yield Break(name, "", "released_changed", "a released file has other content")
        elif name.startswith("schemas/"):
            yield from _against(name, path, models)


def _against(name: str, path: Path, models: Mapping[str, type[Message]]) -> Iterator[Break]:
    ce_type, version = path.parent.name, path.stem
    model = models.get(ce_type)
    if model is None:
        yield Break(name, "", "message_removed", f"{ce_type} is no message any more")
        return
    old, new = json.loads(path.read_text("utf-8")), schema_of(model)
    if _order(model.SCHEMA) < _order(version):
        yield Break(name, "", "version_fell", f"{ce_type} is at {model.SCHEMA}")
    if version == model.SCHEMA and old != new:
        yield Break(name, "", "version_not_raised", f"{ce_type} changed but is still {version}")
    for found in compare(old, new, emitted=ce_type in _EMITTED):
        yield found._replace(schema=name)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def release(folder: Path = FOLDER) -> int:
    """Record the current schemas and all examples as released; returns how many are new."""
    known = released(folder)
    names = [schema_path(model) for model in MODELS.values()]
    for ce_type in MODELS:
        names += [path.relative_to(folder).as_posix() for path in examples_of(ce_type, folder)]
    fresh = [name for name in names if name not in known]
    known |= {name: sha256((folder / name).read_bytes()).hexdigest() for name in fresh}
    path = folder / SUMS
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{known[name]}  {name}\n" for name in sorted(known)), "utf-8")
    return len(fresh)


def main(arguments: list[str] | None = None) -> int:
    """0 compatible, 3 not."""
    parser = argparse.ArgumentParser(prog="python -m contracts.compatibility", description=__doc__)
    parser.add_argument(
        "--release", action="store_true", help="record what is current as released"
    )
    chosen = parser.parse_args(arguments)
    found = list(breaks())
    for each in found:
        sys.stdout.write(f"{each.schema} {each.place or '-'}: {each.rule}: {each.detail}\n")
    if found:
        return 3
    if chosen.release:
        sys.stdout.write(f"{release()} files newly released\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
