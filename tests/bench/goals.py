"""What is measured, what was aimed at, and what the profile blames where the aim is missed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Figures = Mapping[str, Any]


class Goal(NamedTuple):
    """One row of the table. ``value`` of a run's figures is held against ``aim``.

    ``blame``: what the profile says, and with which tool it was taken; shown when the aim is missed.
    """

    name: str
    needs: tuple[str, ...]
    value: Callable[[Figures], float]
    aim: float
    at_least: bool
    unit: str
    blame: str = ""

    def measured(self, figures: Figures) -> bool:
        """Whether the run has what this row needs."""
        return all(need in figures for need in self.needs)

    def met(self, figures: Figures) -> bool:
        """Whether the aim is reached."""
        value = self.value(figures)
        return value >= self.aim if self.at_least else value <= self.aim

    def missed_by(self, figures: Figures) -> float:
        """How much is lacking, as a share of the aim."""
        return abs(self.value(figures) - self.aim) / self.aim

    def shown(self, value: float) -> str:
        """A value with its unit."""
        text = f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"
        return f"{text} {self.unit}".rstrip()


def _figure(name: str) -> Callable[[Figures], float]:
    return lambda figures: float(figures[name])


def _ratio(above: str, below: str) -> Callable[[Figures], float]:
    return lambda figures: float(figures[above]) / float(figures[below])


def one(name: str, figure: str, aim: float, unit: str, blame: str = "", **how: bool) -> Goal:
    """A row about one figure."""
    at_least = how.get("at_least", True)
    return Goal(name, (figure,), _figure(figure), aim, at_least, unit, blame)


def against(name: str, above: str, below: str, aim: float, blame: str = "", **how: bool) -> Goal:
    """A row about the ratio of two figures of the run."""
    at_least = how.get("at_least", True)
    return Goal(name, (above, below), _ratio(above, below), aim, at_least, "x", blame)


DECIDING = (
    "the process is bound by its Python: of 263 µs that a repayment took 261 were its processor's, and "
    "the store alone needs 65 (run of 49f9734). With a store in memory taking and deciding need 120 µs "
    "(cProfile: drafting rows with their ids and links 19 %, the ledger's rules 37 %, reading and "
    "checking the message 10 %); the rest is the clients of broker and database, and the relay"
)
PUBLISHING = (
    f"{DECIDING}. Publishing comes on top: the floor publishes nothing, and each repayment makes 3.1 events, "
    "each of which goes to the journal and most to the service's own topic as well"
)
WAITING = (
    "clocks at each turn, on a quiet machine: 107 ms at the median until monitoring's turn, 80 more until "
    "classification's, 87 more until audit shows it. Each hop gathers for up to 150 ms: at 40 ms, the "
    "setting before, this load used up both cores (psutil) and took twice as long. Of the two cores "
    "each of the three services takes 30 to 32 %, Kafka 24 %, PostgreSQL about 40 %, the feed itself 16 %"
)
HASHING = (
    "the two SHA-256 of a link alone (`verify_hashing_alone_per_s`, in the same run) are half of it by "
    "processor time, and most of that is OpenSSL setting each hash up; CPython's own SHA-256, "
    "which sets up faster, was measured to be slower at every length that occurs, on a processor with "
    "instructions for it. The rest, by cProfile, is taking rows apart in Python"
)
CROSSING = (
    "processor time of the parts, each repeated alone: of 140 µs in the inbox for a loan that crosses, "
    "folding its 19 events takes 46 %, deciding 30 %, drafting two rows with ids and links 13 %, its "
    "agenda before and after 8 %. The relay, in the same process, takes 120 more to translate the two "
    "events, most of it for the statement of six claims as a checked message; about half of that falls "
    "before the last partition has stored its day. Reading a loan is the same fold, and 81 to show it. "
    "The goal allows twice a reading"
)
REBUILDING = (
    "processor time of the parts, each alone, on a busy machine that made all of it half as long again: "
    "21.7 ms for the first question, where it was 30.2 with the driver's records. The folds are 4.7, view "
    "and document with its 2,400 amounts as text 2.4, links 2.2, cutting the rows 1.9, COPY 1.2 (PostgreSQL "
    "works another 4), order of causes 1.2, decoding 1.0, order of days 0.5; the other statements of the "
    "snapshot, and giving the memory back, about 1 each. No part is left that is a quarter of it"
)
ASKING_AGAIN = (
    "processor time: reading the rows is nearly all, 2.7 ms where it was 7.6 in the same run with the "
    "driver's records; comparing them is comparing bytes, and the answer is ready"
)
REPLAYING = (
    "processor time by type of event, each repeated alone: of 60 µs for the 19 events of a loan decoding "
    "takes 20; a payment put on its claim 3.3, an instalment paid 1, a receipt 0.6, a new loan with its "
    "plan 4.6. A whole book of loans that are touched once each takes longer than one repeated"
)

GOALS = (
    one(
        "repayments: Kafka to decided and stored with its position, against the store alone",
        *("stored_to_floor", 0.7, "x", DECIDING),
    ),
    one(
        "the same, and published, against the store alone",
        *("published_to_floor", 0.7, "x", PUBLISHING),
    ),
    against(
        "the same, published, against the naive build of the rule",
        *("published_per_s", "naive_per_s", 50, DECIDING),
    ),
    against(
        "two processes against one",
        *("processes_2_per_s", "processes_1_per_s", 1.3),
    ),
    one(
        "core banking's message to class change in audit, p99 at half of the highest rate",
        *("latency_p99_ms", 250, "ms", WAITING),
        at_least=False,
    ),
    against(
        "a day without crossings, larger book against smaller",
        *("book_1_day_0_s", "book_0_day_0_s", 1.5),
        at_least=False,
    ),
    one(
        "a day with 1 % crossing against reading the larger book once",
        *("book_1_day_1_to_read", 0.02, "x", CROSSING),
        at_least=False,
    ),
    one(
        "rebuild of a loan of 1,000 events over HTTP, first question, p50",
        *("rebuild_1000_p50_ms", 10, "ms", REBUILDING),
        at_least=False,
    ),
    one(
        "the same, asked again",
        *("rebuild_1000_again_p50_ms", 10, "ms", ASKING_AGAIN),
        at_least=False,
    ),
    one(
        "replay of a whole book, per core",
        *("replay_per_core_per_s", 200_000, "events/s", REPLAYING),
    ),
    one(
        "verify: links recomputed, per core",
        *("verify_per_core_per_s", 400_000, "links/s", HASHING),
    ),
    one(
        "memory of monitoring at the end of the feed against its middle, setting unchanged",
        *("memory_monitoring_growth", 1.1, "x"),
        at_least=False,
    ),
)
