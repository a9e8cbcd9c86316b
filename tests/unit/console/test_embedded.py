"""How a stack in front of a person ends: whatever asks it to, it ends in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.errors import StackError
from services.console.cli import embedded
from services.console.cli.errors import CommandError
from services.console.cli.target import Target
from tests.unit.console import lines

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Parts:
    """Stands in for servers and services; notes what is started and ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        self.fails = ""
        parts = self

        class Stack:
            folder = None
            services = ("monitoring",)

            def __init__(self, *_: object, **__: object) -> None:
                pass

            def start(self) -> None:
                parts.note("servers start")

            def stop(self) -> None:
                parts.note("servers stop")

            def environment(self, service: str) -> dict[str, str]:
                return {"POSTLOAN_SERVICE": service}

        class Services:
            def __init__(self, *_: object, **__: object) -> None:
                pass

            def start(self) -> None:
                parts.note("services start")

            def wait_ready(self, **_: object) -> None:
                parts.note("services ready")

            def stop(self) -> None:
                for number in ENDING:
                    signal.raise_signal(number)  # an impatient person
                parts.note("services stop")

        monkeypatch.setattr(embedded, "LocalStack", Stack)
        monkeypatch.setattr(embedded, "Supervisor", Services)
        monkeypatch.setattr(embedded, "find", lambda _: lines.target())

    def note(self, what: str) -> None:
        self.log.append(what)
        if self.fails == what:
            raise StackError(f"{what} failed.")


@contextmanager
def started() -> Iterator[Target]:
    with embedded.running(Path("data"), lambda _: None) as target:
        yield target


@pytest.mark.parametrize("number", ENDING)
def test_every_way_to_end_ends_services_first_and_then_servers(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = Parts(monkeypatch)
    before = [signal.getsignal(each) for each in ENDING]
    with pytest.raises(KeyboardInterrupt), started():
        signal.raise_signal(number)
    assert parts.log[-2:] == ["services stop", "servers stop"]
    assert [signal.getsignal(each) for each in ENDING] == before


def test_staying_ends_quietly() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job's may be deaf to it
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(embedded.time, "sleep", lambda _: signal.raise_signal(signal.SIGINT))
            embedded.stay()
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("failing", ["services start", "services ready"])
def test_what_was_started_is_ended_when_the_rest_does_not_start(
    failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = Parts(monkeypatch)
    parts.fails = failing
    with pytest.raises(CommandError, match=f"{failing} failed"), started():
        pass
    assert parts.log[-2:] == ["services stop", "servers stop"]


def test_the_stacks_own_sentence_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = Parts(monkeypatch)
    parts.fails = "servers start"
    with pytest.raises(CommandError, match="servers start failed"), started():
        pass
    assert parts.log == ["servers start"]
