"""`docs/benchmarks.md` and its charts from a result file: `python -m tests.bench.page RESULT`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

from tests.bench.goals import GOALS, Figures
from tests.bench.plots import Bar, bars
from tests.bench.results import ROOT, say

PAGE = ROOT / "docs" / "benchmarks.md"
CHARTS = ROOT / "docs" / "benchmarks"
TEMPLATE = Path(__file__).with_name("page.template.md")
DAYS = ("0", "0.1", "1", "10")


def renew(path: Path) -> str:
    """Write the page if the run has measured everything at full size; says what it did."""
    result = json.loads(path.read_text("utf-8"))
    if result["reduced"]:
        return "docs/benchmarks.md stays as it is: a size of this run was below its default"
    lacking = [goal.name for goal in GOALS if not goal.measured(result["figures"])]
    if lacking:
        return f"docs/benchmarks.md stays as it is: not measured in this run: {'; '.join(lacking)}"
    CHARTS.mkdir(exist_ok=True)
    for name, chart in charts(result["figures"]):
        (CHARTS / f"{name}.svg").write_text(chart, "utf-8")
    PAGE.write_text(page(result), "utf-8")
    return "docs/benchmarks.md is renewed"


def page(result: dict[str, Any]) -> str:
    """The text of the page."""
    figures = result["figures"]
    return Template(TEMPLATE.read_text("utf-8")).substitute(
        about=about(result),
        goals="\n".join(goal_rows(figures)),
        missed="\n".join(blamed(figures)),
        figures="\n".join(figure_rows(figures)),
    )


def about(result: dict[str, Any]) -> str:
    """Where and with what the run was made."""
    machine, figures = result["machine"], result["figures"]
    sizes = ", ".join(f"{name} {value}" for name, value in result["sizes"].items())
    return (
        f"Run of {result['at']}, {result['seconds'] // 60} minutes, commit `{result['commit']}`: "
        f"{machine['cores']} cores ({machine['processor']}), Python {machine['python']}, "
        f"{machine['servers']}. Sizes: {sizes}. "
        f"{figures['python_us_per_repayment']:.0f} µs of Python per repayment, "
        f"{figures['repayment_events'] / figures['repayments']:.1f} events each."
    )


def goal_rows(figures: Figures) -> Iterator[str]:
    """The table of goals."""
    yield "| what | goal | measured | |"
    yield "|---|---|---|---|"
    for goal in GOALS:
        sign = "at least" if goal.at_least else "at most"
        met = "met" if goal.met(figures) else f"missed by {goal.missed_by(figures):.0%}"
        value = goal.shown(goal.value(figures))
        yield f"| {goal.name} | {sign} {goal.shown(goal.aim)} | {value} | {met} |"


def blamed(figures: Figures) -> Iterator[str]:
    """What the profile says about each goal that was missed."""
    missed = [goal for goal in GOALS if not goal.met(figures)]
    if missed:
        yield "What the profile blames where a goal is missed:\n"
    for goal in missed:
        yield f"- *{goal.name}*: {goal.blame or 'no profile was taken'}."


def figure_rows(figures: Figures) -> Iterator[str]:
    """Everything measured, by name."""
    yield "| figure | value |"
    yield "|---|---|"
    for name, value in figures.items():
        shown = f"{value:,.4g}" if isinstance(value, float) and value < 1_000 else f"{value:,.0f}"
        yield f"| `{name}` | {shown} |"


def charts(figures: Figures) -> Iterator[tuple[str, str]]:
    """The charts by file name."""
    rates = {
        "store alone": "store_only_per_s",
        "stored": "stored_per_s",
        "published": "published_per_s",
        "two processes": "processes_2_per_s",
        "one process": "processes_1_per_s",
        "three services, into audit": "chain_highest_per_s",
        "naive build": "naive_per_s",
    }
    goal = 0.7 * figures["store_only_per_s"]
    rows = [(label, figures[name], f"{figures[name]:,.0f}") for label, name in rates.items()]
    yield "throughput", bars("Repayments a second (dashed: the goal for `stored`)", rows, goal)
    yield "day-close", bars("Closing a day, seconds (and reading all)", list(_days(figures)))
    lengths = [
        (f"{length:,} events, {share}", each, f"{each:.1f} ms")
        for length in (100, 1_000, 10_000)
        for share in ("p50", "p99")
        for each in [figures[f"rebuild_{length}_{share}_ms"]]
    ]
    yield "rebuild", bars("Rebuilding one loan over HTTP, milliseconds", lengths)


def _days(figures: Figures) -> Iterator[Bar]:
    for nth in (0, 1):
        loans = f"{figures[f'book_{nth}_loans']:,} loans"
        for day in DAYS:
            seconds = figures[f"book_{nth}_day_{day}_s"]
            yield f"{loans}, {day} % crossing", seconds, f"{seconds:.2f} s"
        seconds = figures[f"book_{nth}_full_read_s"]
        yield f"{loans}, reading all", seconds, f"{seconds:.1f} s"


if __name__ == "__main__":
    say(renew(Path(sys.argv[1])))
