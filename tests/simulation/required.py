"""How a check says that something does not hold."""

from __future__ import annotations


class Broken(Exception):
    """A check found something; ``check`` is its name."""

    def __init__(self, check: str, detail: str) -> None:
        super().__init__(f"{check}: {detail}")
        self.check = check


def require(check: str, holds: bool, *detail: object) -> None:
    """Raise ``Broken`` unless it holds; only then the detail is put into words."""
    if not holds:
        raise Broken(check, " ".join(map(str, detail)))
