"""Writes the dashboards: ``python -m deploy.grafana.generate``; ``--check`` only says what is stale."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from deploy.grafana.boards import ALL
from deploy.grafana.panels import document

FOLDER = Path(__file__).with_name("dashboards")


def files() -> dict[Path, str]:
    """Every dashboard's file as it should be."""
    return {
        FOLDER / f"{made.uid}.json": json.dumps(document(made), indent=2) + "\n" for made in ALL
    }


def stale() -> list[Path]:
    """Files that differ, are missing, or are nobody's dashboard."""
    wanted = files()
    differing = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    return differing + [path for path in sorted(FOLDER.glob("*.json")) if path not in wanted]


def main(arguments: list[str]) -> int:
    """Write the files, or check them; the exit code is 1 when a check finds something."""
    found = stale()
    if "--check" not in arguments:
        for path in found:
            if text := files().get(path):
                path.write_text(text, "utf-8")
            else:
                path.unlink()
        return 0
    for path in found:
        sys.stderr.write(f"{path}: python -m deploy.grafana.generate renews it\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
