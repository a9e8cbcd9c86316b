"""``make simulate``: many seeds, or one of them with everything that happened in it."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from contracts.catalogue import DECIDING
from tests.simulation.run import Outcome, many, one

PROCESSES = 2


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Exit code 3 when a check found something, as ``postloan`` does."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="only this one, with its trace")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    asked = parser.parse_args()
    if asked.seed is not None:
        outcome = one(asked.seed, loud=True)
        say("\n".join(outcome.lines))
        say(_verdict(outcome))
        return 3 if outcome.check else 0
    return _all(asked.first, asked.seeds, asked.processes)


def _verdict(outcome: Outcome) -> str:
    what = f"{outcome.check} found: {outcome.detail}" if outcome.check else "all checks hold"
    return f"seed {outcome.seed} ({outcome.kind}), trace {outcome.digest}: {what}"


def _all(first: int, number: int, processes: int) -> int:
    began = time.perf_counter()
    failed: list[Outcome] = []
    kinds: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    stored: Counter[str] = Counter()
    slowest = processor_s = 0.0
    for done, outcome in enumerate(many(first, number, processes), 1):
        kinds[outcome.kind] += 1
        seen += outcome.seen
        stored += outcome.stored
        slowest = max(slowest, outcome.recovered_in)
        processor_s += outcome.processor_s
        if outcome.check:
            failed.append(outcome)
            say(_verdict(outcome))
            say(f"  again, with its trace: make simulate SEED={outcome.seed}")
        if done % 500 == 0:
            sys.stderr.write(f"{done} of {number} seeds\n")
    took = time.perf_counter() - began
    say(f"seeds {first} to {first + number - 1}: {number / took:.1f} a second, {took:.0f} s")
    say(f"{processor_s / number * 1000:.0f} ms of one processor a seed")
    say(", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())))
    say(", ".join(f"{n} {what}" for what, n in seen.items()))
    services = Counter(dict.fromkeys(DECIDING, 0))
    for kind, times in stored.items():
        services[kind.split(".")[0].split()[0]] += times
    say("events of " + ", ".join(f"{name} {times}" for name, times in services.items()))
    say(f"longest recovery after the last trouble: {slowest:.1f} simulated seconds")
    say(f"{len(failed)} seeds failed")
    return 3 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
