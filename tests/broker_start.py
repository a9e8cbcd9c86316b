"""Brokers start in a third of the time once one was started and stopped for it: once per checkout.

`make run` starts one broker and takes the file if it is there; a run of the tests starts dozens.
"""

import fcntl
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.jars import class_path
from deploy.local.kafka import KafkaServer, start_file


def with_start_file(jars: Path) -> Path:
    """The folder of Kafka's jars, with the file that makes starts short, where Java can write one."""
    jars.mkdir(parents=True, exist_ok=True)
    jars = jars.resolve()
    with (jars / ".start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the tests' workers begin at once
        wanted = start_file(jars, class_path(jars))
        if not wanted.exists():
            _write(jars, wanted)
    return jars


def _write(jars: Path, wanted: Path) -> None:
    for old in jars.glob("start-*.aot"):
        old.unlink()
    staged = jars / f".{wanted.name}"
    with (
        TemporaryDirectory(prefix="postloan-start-") as home,
        KafkaServer(Path(home), jars=jars, writes_start=staged),
    ):
        pass
    if staged.exists():
        staged.replace(wanted)
