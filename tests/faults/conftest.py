"""One seed and one calm run for all fault runs of a session; the long ones only in `make faults`."""

from __future__ import annotations

import fcntl
import os
import pickle
import secrets
from pathlib import Path

import pytest

from tests.faults.tale import ALL, DEEP, Calm, begin_records, calm_run, not_whole

CHAPTERS = 12
SHORT_CHAPTERS = 5
# `make test` says the same about the same commit; `make faults` looks at a book nobody has seen.
SEED = int(os.environ.get("SEED") or (1_000 + secrets.randbelow(9_000) if ALL else 4711))
os.environ["SEED"] = str(SEED)  # workers play the same book
# Longest first: what is left to the end decides how long two workers take.
LONGEST = (
    "test_network",
    "test_kill_steps",
    "test_database",
    "test_messages",
    "test_mid_feed",
    "test_members",
    "test_operators",
    "test_short",
    "test_clocks",
    "test_brokers",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: only in `make faults`, not in `make test`")
    config.addinivalue_line("markers", "deep: only in `make faults DEEP=1`")
    config.addinivalue_line(
        "markers", "chapters(n): how much of the book a run in `make faults` takes"
    )
    if ALL and not hasattr(config, "workerinput"):  # the one that starts the workers
        begin_records(whole=_everything(config))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Of a run that failed somewhere the table takes what went through, and keeps its other lines."""
    if ALL and exitstatus and not hasattr(session.config, "workerinput"):
        not_whole()


def _everything(config: pytest.Config) -> bool:
    chosen = config.option
    some = chosen.keyword or chosen.deselect or chosen.ignore or chosen.ignore_glob or chosen.lf
    return (
        DEEP
        and not some
        and [Path(each).resolve() for each in config.args] == [Path(__file__).parent]
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kinds = [] if DEEP else ["deep"] if ALL else ["deep", "long"]
    left_out = [item for item in items if any(map(item.get_closest_marker, kinds))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    if ALL:
        order = {f"{name}.py": number for number, name in enumerate(LONGEST)}
        items.sort(key=lambda item: order.get(item.path.name, len(order)))


def _chapters_of(item: pytest.Item) -> int:
    """How long the book of a run is: what its faults need, and one chapter at least in peace."""
    if not ALL:
        return SHORT_CHAPTERS
    said = item.get_closest_marker("chapters")
    return said.args[0] if said else CHAPTERS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"faults: SEED={SEED} plays the same book again")


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this session's book."""
    return SEED


@pytest.fixture
def chapters(request: pytest.FixtureRequest) -> int:
    """How long this run's book is."""
    return _chapters_of(request.node)


@pytest.fixture(scope="session")
async def calms(
    request: pytest.FixtureRequest, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, Calm]:
    """What the book leads to when nothing happens, by its length; one worker plays it for all."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    file = shared / "calm.pickle"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            lengths = {_chapters_of(item) for item in request.session.items if _plays(item)}
            file.write_bytes(pickle.dumps(await calm_run(seed, lengths)))
        known: dict[int, Calm] = pickle.loads(file.read_bytes())
        return known


def _plays(item: pytest.Item) -> bool:
    return "calm" in getattr(item, "fixturenames", ())


@pytest.fixture
def calm(calms: dict[int, Calm], chapters: int) -> Calm:
    """What this run's book leads to when nothing happens."""
    return calms[chapters]
