"""``python -m tests.faults.table``: renews docs/faults.md's table from the results of the last runs.

Every figure in it was measured by a run. Runs of a part renew their own lines and leave the others as
they were; after a whole run there is nothing else. Exit code 3 when a row has no run.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from tests.faults.tale import RESULTS, ROOT

DOCUMENT = ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
ROWS = {
    "broker": "Broker crash, leader move, slow broker",
    "sigkill": "SIGKILL at each step, all services at once and each alone",
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


Line = tuple[str, str, str, str]
"""A fault as the document tells it: its name, runs, what was seen, recovered in."""


def lines_of(runs: list[dict[str, Any]]) -> dict[str, list[Line]]:
    """Title of a row -> the lines of its faults, as these runs tell them."""
    found: dict[str, list[Line]] = {title: [] for title in ROWS.values()}
    for row, title in ROWS.items():
        mine = [run for run in runs if run["row"] == row]
        for fault in dict.fromkeys(run["fault"] for run in mine):
            told = [run for run in mine if run["fault"] == fault]
            seen = told[-1]["seen"].replace("|", "/")  # a bar would end the cell
            found[title].append((fault, str(len(told)), seen, _seconds(told)))
    return found


def lines_in(table: str) -> dict[str, list[Line]]:
    """Title of a row -> the lines of its faults, as the document has them."""
    found: dict[str, list[Line]] = {title: [] for title in ROWS.values()}
    title = ""
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if heading := re.fullmatch(r"\*\*\d+\. (.*)\*\*", cells[0]):
            title = heading[1]
        elif title in found and len(cells) == 4:
            found[title].append((cells[0], cells[1], cells[2], cells[3]))
    return found


def merged(old: dict[str, list[Line]], new: dict[str, list[Line]]) -> dict[str, list[Line]]:
    """A fault that was run has its new line, where the old one stood; the others keep theirs."""
    return {
        title: list(
            (
                {line[0]: line for line in old[title]} | {line[0]: line for line in new[title]}
            ).values()
        )
        for title in ROWS.values()
    }


def render(lines: dict[str, list[Line]]) -> str:
    """The table: one line per fault, below the name of its row."""
    said = ["| fault | runs | what was seen | recovered in |", "|---|---|---|---|"]
    for number, (title, mine) in enumerate(lines.items(), 1):
        runs = sum(int(line[1]) for line in mine)
        said.append(f"| **{number}. {title}** | {runs} | | |")
        said += [f"| {' | '.join(line)} |" for line in mine]
    return "\n".join(said)


def _seconds(told: list[dict[str, Any]]) -> str:
    known = sorted(run["seconds"] for run in told if run["seconds"] is not None)
    if not known:
        return "stays refused"
    low, high = known[0], known[-1]
    return f"{high} s" if low == high else f"{low} to {high} s"


def renewed(text: str, results: dict[str, Any]) -> tuple[str, list[str]]:
    """The document with these results put in, and the titles of rows that have no run at all."""
    head, rest = text.split(BEGIN)
    before, tail = rest.split(END)
    lines = lines_of(results["runs"])
    seeds = {str(run["seed"]) for run in results["runs"]}
    if not results["whole"]:
        lines = merged(lines_in(before), lines)
        seeds |= set(re.findall(r"\d+", before.rpartition("Seeds:")[2]))
    told = f"Measured on: {results['machine']}. Seeds: {', '.join(sorted(seeds, key=int))}."
    missing = [title for title, mine in lines.items() if not mine]
    return f"{head}{BEGIN}\n{render(lines)}\n\n{told}\n{END}{tail}", missing


def main() -> int:
    """Put the results into the document."""
    results = json.loads(RESULTS.read_text("utf-8"))
    if not results["runs"]:
        sys.stderr.write("no run, nothing to renew\n")
        return 3
    text, missing = renewed(DOCUMENT.read_text("utf-8"), results)
    DOCUMENT.write_text(text, "utf-8")
    for title in missing:
        sys.stderr.write(f"no run of: {title}\n")
    return 3 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
