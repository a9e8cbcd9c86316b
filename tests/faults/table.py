"""``python -m tests.faults.table``: renders docs/faults.md's table from the results of the runs.

Every figure in it was measured by a run. Exit code 3 when a fault of the list has no run.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.faults.tale import RESULTS, ROOT

DOCUMENT = ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
ROWS = {
    "broker": "Broker crash, leader move, slow broker",
    "sigkill": "SIGKILL at each step, all services at once",
    "zombie": "Pause beyond the session time-out, then resume",
    "database crash": "Database crash, restart, unknown commit",
    "backend terminated": "Backend terminated in mid-call",
    "duplicates": "Duplicate message with a new offset",
    "out of order": "Out of order, late, from the past",
    "poison": "Poison message",
    "rebalance": "Rebalance during processing, two owners",
    "clock": "Clock jump, both ways",
    "disk full": "Disk full",
    "network": "Network: cut, one-way, half-open, torn",
    "pool, time-outs, deadlock": "No connection, lock and statement time-out, deadlock",
    "slow, memory": "Memory kill, slow or absent listener",
    "old and new code": "Old and new code together",
    "restore": "Restore of an old backup",
    "operator error": "Operator error: offsets, truncated topic, topic made anew",
}


def render(runs: list[dict[str, Any]]) -> str:
    """The table: one line per fault, below the name of its row."""
    lines = ["| fault | runs | what was seen | recovered in |", "|---|---|---|---|"]
    for number, (row, title) in enumerate(ROWS.items(), 1):
        mine = [run for run in runs if run["row"] == row]
        lines.append(f"| **{number}. {title}** | {len(mine)} | | |")
        for fault in dict.fromkeys(run["fault"] for run in mine):
            told = [run for run in mine if run["fault"] == fault]
            lines.append(f"| {fault} | {len(told)} | {told[-1]['seen']} | {_seconds(told)} |")
    return "\n".join(lines)


def _seconds(told: list[dict[str, Any]]) -> str:
    known = sorted(run["seconds"] for run in told if run["seconds"] is not None)
    if not known:
        return "stays refused"
    low, high = known[0], known[-1]
    return f"{high} s" if low == high else f"{low} to {high} s"


def main() -> int:
    """Put the table into the document."""
    kept = json.loads(RESULTS.read_text("utf-8"))
    text = DOCUMENT.read_text("utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    seeds = ", ".join(str(seed) for seed in sorted({run["seed"] for run in kept["runs"]}))
    table = f"{render(kept['runs'])}\n\nMeasured on: {kept['machine']}. Seeds: {seeds}."
    DOCUMENT.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", "utf-8")
    missing = [
        title for row, title in ROWS.items() if not any(r["row"] == row for r in kept["runs"])
    ]
    for title in missing:
        sys.stderr.write(f"no run of: {title}\n")
    return 3 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
