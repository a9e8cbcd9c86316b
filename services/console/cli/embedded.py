"""Runs the embedded stack with its services in front of the person who asked for it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from deploy.local.errors import StackError
from deploy.local.stack import LocalStack
from deploy.local.supervisor import Supervisor
from services.console.cli.errors import CommandError
from services.console.cli.target import Target, find

READY_S: Final = 120.0
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Report = Callable[[str], None]


@contextmanager
def running(data: Path, report: Report, *, stays: bool = True) -> Iterator[Target]:
    """The stack on this folder with all services ready; ended cleanly afterwards, data kept.

    ``stays``: whether it says so; who removes the folder says otherwise.

    Services first, then the servers. Ctrl-C, SIGTERM and a closed terminal end it alike, as
    KeyboardInterrupt. While it ends they are not obeyed again: a clean end takes seconds, and an
    unclean one would have to be repaired at the next start.
    """
    with _signals(), ExitStack() as ending:
        try:
            _start(data, report, ending, stays=stays)
            yield find(data)
        except StackError as wrong:
            raise CommandError(str(wrong)) from None
        finally:
            for number in _ENDING:
                signal.signal(number, signal.SIG_IGN)


def _start(data: Path, report: Report, ending: ExitStack, *, stays: bool) -> None:
    report("Starting Kafka and PostgreSQL ...")
    stack = LocalStack(data, report=report)
    stack.start()
    done = f"The servers have ended{'; the data stay' if stays else ''}."
    ending.callback(_end, report, done, stack.stop)
    report(f"Starting the services: {', '.join(stack.services)} ...")
    supervisor = Supervisor(
        stack.folder,
        {service: stack.environment(service) for service in stack.services},
        report=report,
    )
    ending.callback(_end, report, "The services have ended.", supervisor.stop)
    supervisor.start()
    supervisor.wait_ready(seconds=READY_S)


def stay() -> None:
    """Stays until Ctrl-C or SIGTERM."""
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


def _end(report: Report, done: str, work: Callable[[], None]) -> None:
    work()
    report(done)


@contextmanager
def _signals() -> Iterator[None]:
    """Every way to end is Ctrl-C's; a shell that started us deaf to Ctrl-C is overruled."""
    before = {number: signal.getsignal(number) for number in _ENDING}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in _ENDING[1:]:
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
