"""Starts one program so that it cannot outlive its starter and, if asked, as somebody else.

A script for `deploy.local.processes`, never imported: it must start in milliseconds and needs only
the standard library. It replaces itself by the program, which so keeps its process id.

    launch.py PARENT_PID SIGNAL IDENTITY PROGRAM [ARGUMENT ...]
    launch.py PARENT_PID SIGNAL IDENTITY --probe PATH ...

IDENTITY is `same`, `uid:N` (for root: become user and group N) or `namespace:N` (for root: a user
namespace in which the starter's own files belong to user N, who is not root there). `--probe` ends
with 0 when that identity may enter or execute every PATH, else with 1. SIGNAL is what the program
gets when its starter dies (Linux only).
"""

import ctypes
import os
import sys
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1


def _call(name: str, *arguments: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _assume(identity: str) -> None:
    kind, _, number = identity.partition(":")
    if kind == "uid":
        os.setgroups([])
        os.setresgid(int(number), int(number), int(number))
        os.setresuid(int(number), int(number), int(number))
    elif kind == "namespace":
        outer_user, outer_group = os.geteuid(), os.getegid()
        _call("unshare", _CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{number} {outer_user} 1")
        Path("/proc/self/gid_map").write_text(f"{number} {outer_group} 1")
    elif kind != "same":
        raise ValueError(f"identity {identity!r} is not same, uid:N or namespace:N")


def main(arguments: list[str]) -> int:
    """Becomes the program named in `arguments`, or answers a probe."""
    parent, signal_number, identity, program, *rest = arguments
    try:
        _assume(identity)
    except OSError as error:
        sys.stderr.write(f"identity {identity} is not to be had: {error}\n")
        return 1
    if program == "--probe":
        return 0 if all(os.access(path, os.X_OK) for path in rest) else 1
    if sys.platform == "linux":
        # Only now: a change of identity would clear it.
        _call("prctl", _PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != int(parent):
            return 1
    return os.execv(program, [program, *rest])  # never returns


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
