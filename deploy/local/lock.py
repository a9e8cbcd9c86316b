"""One data folder, one running stack."""

import fcntl
import os
import time
from pathlib import Path

from deploy.local.errors import StackError

_TRIES = 5
_PAUSE_SECONDS = 0.05


class FolderLock:
    """Held by the process that runs a stack; the system frees it when that process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> None:
        """Takes the lock.

        Raises:
            StackError: another live process holds it.
        """
        if self._descriptor is not None:
            return
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o644)
        if not _taken(descriptor):
            other = os.read(descriptor, 32).decode().strip() or "unknown"
            os.close(descriptor)
            raise StackError(
                f"Another stack (process {other}) is running on {self._path.parent}: stop that "
                "one first, or take another folder with --data."
            )
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Gives the lock back."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def _taken(descriptor: int) -> bool:
    # More than one try: somebody who only asks who holds the lock (`holder`) has it for a moment.
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return True
    return False


def holder(path: Path) -> int | None:
    """Process id of the live stack that holds the lock at `path`; None when none runs."""
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.read(descriptor, 32).decode().strip() or 0) or None
    finally:
        os.close(descriptor)
    return None
