"""What the embedded stack tells a person when it cannot go on."""

import errno
from pathlib import Path


class StackError(Exception):
    """The stack cannot start or go on; its text is one clear sentence for a person."""


def disk_full(path: Path) -> StackError:
    """The sentence for a disk without room below `path`."""
    return StackError(f"The disk that holds {path} is full: free some space and start again.")


def is_disk_full(error: OSError) -> bool:
    """Whether the operating system refused a write for want of space or quota."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for an error that should show why; empty when there is no log."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
