"""Passwords and tokens of the embedded stack: random, made once, readable by their owner alone."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Credentials:
    """A file of passwords by role name, mode 0600. Several processes may ask at the same time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def password(self, role: str) -> str:
        """The role's password; made and kept at the first call."""
        with self._locked():
            known = self._read()
            if role not in known:
                known[role] = secrets.token_urlsafe(24)
                write_private(self.path, json.dumps(known, indent=2))
            return known[role]

    def _read(self) -> dict[str, str]:
        if not self.path.exists():
            return {}
        known: dict[str, str] = json.loads(self.path.read_text(encoding="utf-8"))
        return known

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Replaces `path` by a file of mode 0600, at no moment readable by others or half written."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def token(path: Path) -> str:
    """The token in `path`, made and kept (mode 0600) at the first call."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8").strip()
