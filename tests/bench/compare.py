"""Two result files side by side: `python -m tests.bench.compare OLD NEW`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

USAGE = "usage: python -m tests.bench.compare OLD.json NEW.json"


def compared(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What differs between the runs, then every figure that both have, with its change."""
    for part in ("commit", "at"):
        yield f"{part}: {old[part]} -> {new[part]}"
    for part in ("machine", "sizes"):
        for name in sorted(old[part].keys() | new[part].keys()):
            was, now = old[part].get(name), new[part].get(name)
            if was != now:
                yield f"{part} {name}: {was} -> {now}"
    names = [name for name in new["figures"] if name in old["figures"]]
    width = max(map(len, names), default=0)
    for name in names:
        was, now = float(old["figures"][name]), float(new["figures"][name])
        change = f"{now / was - 1:+.1%}" if was else "-"
        yield f"{name:<{width}}  {was:>14,.4g}  {now:>14,.4g}  {change:>8}"
    for side, one, other in (("old", old, new), ("new", new, old)):
        only = sorted(one["figures"].keys() - other["figures"].keys())
        if only:
            yield f"only in the {side} one: {', '.join(only)}"


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 2 with a sentence about what can't be read."""
    if len(arguments) != 2:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    try:
        old, new = (json.loads(Path(each).read_text("utf-8")) for each in arguments)
        lines = list(compared(old, new))
    except (OSError, ValueError, KeyError) as wrong:
        sys.stderr.write(f"not a result file: {wrong!r}\n{USAGE}\n")
        return 2
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
