"""The metrics of a service, counted per batch and never per event (experience.md 2.5).

Counters are plain numbers here that OpenTelemetry reads when it exports; gauges are read from the
last look at the service (``looking.py``). So a message's way pays for additions of integers, and a
batch for three histogram records (a ``counter.add`` costs 9 µs, stack.md 6.1).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic, perf_counter
from typing import Any

from opentelemetry.metrics import CallbackOptions, Histogram, MeterProvider, Observation

from services.kit import telemetry_instruments as made
from services.kit import telemetry_names as names
from services.kit.clock import Clock, utc_now
from services.kit.telemetry_instruments import Instrument, Instruments

Labels = tuple[tuple[str, str], ...]
Observations = dict[str, list[tuple[float, Labels]]]

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
RECORDS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)

LOOK_TOLD_S = 60.0
"""An older look is told no more. The exporter has a thread of its own and would tell the last look of a
process whose loop stands still for ever, uptime and a lag of 0; untold, the service is missed."""


class Metrics:
    """The instruments of one service, and the numbers behind them."""

    def __init__(
        self,
        service: str,
        provider: MeterProvider,
        instruments: Instruments = made.KIT,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self.service = service
        self.provider = provider
        self.instruments = instruments
        self.looked: Observations = {}  # the gauges' values, replaced as a whole by every look
        self.looked_at = monotonic()
        self._clock = clock
        # Timestamps in ms: of the first record being handled, and of the last one handled. They are its
        # producer's, whose clock may be ahead; nothing was made later than it was given to us.
        self.in_hand: dict[tuple[str, int], int] = {}
        self.applied: dict[tuple[str, int], int] = {}
        self.skew_s = 0.0  # greatest since the last look
        self._counts: defaultdict[str, Counter[Labels]] = defaultdict(Counter)
        meter = provider.get_meter(names.SCOPE, schema_url=names.SCHEMA_URL)
        for one in instruments.counters:
            if not one.labels:
                self._counts[one.name][()] = 0  # so that the first one counted is seen as a rise
            meter.create_observable_counter(
                one.name, [self._counted(one)], one.unit, one.description
            )
        for one in instruments.gauges:
            meter.create_observable_gauge(one.name, [self._gauged(one)], one.unit, one.description)
        self._histograms: dict[str, Histogram] = {
            one.name: meter.create_histogram(
                one.name,
                one.unit,
                one.description,
                explicit_bucket_boundaries_advisory=SECONDS if one.unit == "s" else RECORDS,
            )
            for one in instruments.histograms
        }

    # -- counting -------------------------------------------------------------------------------

    def show(self, found: Observations) -> None:
        """What was found in a look just now, for the exporter's thread."""
        self.looked, self.looked_at = found, monotonic()

    def count(self, what: Instrument, n: int = 1, **labels: str) -> None:
        """Add to a counter."""
        self._counts[what.name][tuple(labels.items())] += n

    def counted(self, what: Instrument) -> int:
        """A counter's value over all its labels."""
        return sum(self._counts[what.name].values())

    @contextmanager
    def batch(self, topic: str, partition: int, records: Sequence[Any]) -> Iterator[None]:
        """Around one turn: how many records, how long, how old."""
        at, labels = (topic, partition), self._process(topic, partition)
        now_ms = int(self._clock().timestamp() * 1000)
        self.in_hand[at] = min(records[0].timestamp, now_ms)
        begun, failed = perf_counter(), {}
        try:
            yield
        except BaseException as failure:
            failed = {names.ERROR_TYPE: type(failure).__name__}
            raise
        else:
            self.applied[at] = min(records[-1].timestamp, now_ms)
            self._counts[made.CONSUMED.name][tuple(labels.items())] += len(records)
            self._record(made.BATCH_RECORDS, len(records), {names.TOPIC: topic})
        finally:
            del self.in_hand[at]
            self._record(made.PROCESS_SECONDS, perf_counter() - begun, labels | failed)

    @contextmanager
    def write(self, events: int) -> Iterator[None]:
        """Around the call to the store: how long, how many events."""
        begun = perf_counter()
        yield
        self._record(made.APPEND_SECONDS, perf_counter() - begun, {})
        self.count(made.APPENDED, events)

    def record(self, what: Instrument, value: float, **labels: str) -> None:
        """Into a histogram; once per batch or request, never per message."""
        self._record(what, value, labels)

    def skew(self, seconds: float) -> None:
        """A cause's clock is ahead of ours by so much."""
        self.skew_s = max(self.skew_s, seconds)

    def _process(self, topic: str, partition: int) -> dict[str, str]:
        return {
            names.SYSTEM: "kafka",
            names.OPERATION_NAME: "process",
            names.DESTINATION: topic,
            names.PARTITION: str(partition),
            names.GROUP: f"postloan.{self.service}",
        }

    def _record(self, what: Instrument, value: float, labels: dict[str, str]) -> None:
        self._histograms[what.name].record(value, {names.SERVICE: self.service, **labels})

    # -- reading, in the exporter's thread --------------------------------------------------------

    def _counted(self, one: Instrument) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def read(_: CallbackOptions) -> Iterable[Observation]:
            counts = list(self._counts[one.name].items())  # the loop's thread adds meanwhile
            return [self._observed(n, labels) for labels, n in counts]

        return read

    def _gauged(self, one: Instrument) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def read(_: CallbackOptions) -> Iterable[Observation]:
            if monotonic() - self.looked_at > LOOK_TOLD_S:
                return []
            return [self._observed(n, labels) for n, labels in self.looked.get(one.name, ())]

        return read

    def _observed(self, value: float, labels: Labels) -> Observation:
        return Observation(value, {names.SERVICE: self.service, **dict(labels)})
