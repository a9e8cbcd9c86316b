"""The services' processes, where they run on this machine. Imports nothing slow."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from services.console.cli.target import Target


def seen(target: Target, name: str) -> dict[str, Any]:
    """Process id, readiness and log of a service, where it runs on this machine."""
    if target.folder is None:
        return {"pid": None, "ready": None, "log": None}
    pid = _number(target.folder.run / f"{name}.pid")
    try:
        said = json.loads(target.folder.ready_file(name).read_text(encoding="utf-8"))
        ready = isinstance(said, dict) and said.get("pid") == pid and _lives(pid)
    except (OSError, ValueError):
        ready = False
    log = str(target.folder.logs / f"{name}.log")
    return {"pid": pid if _lives(pid) else None, "ready": ready, "log": log}


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def _lives(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it lives, as somebody else
    return True


def not_running(target: Target, service: str) -> str:
    """A sentence when the service's process is not there or not consuming; empty when it is."""
    known = seen(target, service)
    if known["ready"] is not False:
        return ""
    what = "not running" if known["pid"] is None else "not consuming yet"
    return f" {service} is {what}: see {known['log']}."
