"""Dated numbers: a pack of TOML editions, each in force from its date until the next one (XCT-25).

An edition lies at ``policies/<pack>/<YYYY-MM-DD>.toml`` and is never edited: a correction or a new
decree is a new file. Each number carries its unit and the quoted source. ``policy_id`` is
``<pack>/<date>`` and stands on every decision made under it.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import ClassVar, Final, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from contracts.catalogue import SERVICES
from services.kit.domain import Frozen, changed
from services.kit.quantities import (
    DECADE_DAYS,
    DECADE_MONTHS,
    FIRST_YEAR,
    LAST_YEAR,
    NAME_LENGTH,
    WHOLE_PERCENT,
    YEAR_DAYS,
    Choice,
    Law,
    Listed,
    Quantity,
    Source,
    check_names,
    check_quantity,
    check_rising,
    unit_of,
)

__all__ = [
    "DECADE_DAYS",
    "DECADE_MONTHS",
    "NAME_LENGTH",
    "WHOLE_PERCENT",
    "YEAR_DAYS",
    "Choice",
    "Law",
    "Listed",
    "Policy",
    "PolicyBook",
    "PolicyError",
    "Quantity",
    "Shared",
    "Source",
    "book_of",
    "check_names",
    "check_quantity",
    "check_rising",
    "load_book",
    "unit_of",
]

_FILE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


SHARED_FOLDERS: Final = ("conduct",)
"""What a bank's directory may hold beside a folder per service: packs that several services share."""
OUR_PACK: Final = "cn"
"""The pack of ours that holds where neither the bank nor we have one of another name."""


class Shared(NamedTuple):
    """Rows that several services stand on: their shape, and the folder of our own packs of them."""

    shape: type[Policy]
    own: Path


class Policy(Frozen, frozen=True, kw_only=True):
    """One edition. Subclasses add the numbers of one service.

    ``SHARED``: fields that are not in the edition's file but hold every edition of a shared pack.
    """

    SHARED: ClassVar[dict[str, Shared]] = {}

    policy_id: str
    effective_from: date


P = TypeVar("P", bound=Policy)


class PolicyError(Exception):
    """A policy pack that can't be used; the message names the file, the field and the rule."""


class PackSettings(Protocol):
    """The part of the settings that chooses a pack."""

    @property
    def policies(self) -> Path | None: ...

    @property
    def pack(self) -> str: ...


class PolicyBook(Generic[P]):
    """All editions of one pack, in order of their dates."""

    def __init__(self, editions: tuple[P, ...]) -> None:
        self.editions = tuple(sorted(editions, key=lambda edition: edition.effective_from))
        if not self.editions:
            raise PolicyError("a policy book needs at least one edition")

    def in_force(self, on: date) -> P:
        """The edition of that business day; ``PolicyError`` before the first one."""
        chosen: P | None = None
        for edition in self.editions:
            if edition.effective_from > on:
                break
            chosen = edition
        if chosen is None:
            first = self.editions[0]
            raise PolicyError(f"no edition in force on {on}: the first is {first.policy_id}")
        return chosen


def load_book(folder: Path, shape: type[P], bank: Path | None = None) -> PolicyBook[P]:
    """Read every edition of the pack in ``folder``; ``PolicyError`` names what is wrong and where.

    ``bank``: the bank's directory, which may have packs of the shared rows.
    """
    if not folder.is_dir():
        raise PolicyError(f"policy pack {folder} is not a directory")
    for path in folder.iterdir():
        if ".toml" in path.name.lower() and path.suffix != ".toml":
            raise PolicyError(f"{path}: not read: an edition's file name ends in .toml")
    editions = tuple(_edition(path, shape) for path in sorted(folder.glob("*.toml")))
    if not editions:
        raise PolicyError(f"policy pack {folder} holds no edition (YYYY-MM-DD.toml)")
    shared = {
        name: load_book(_shared(name, part, folder.name, bank), part.shape).editions
        for name, part in shape.SHARED.items()
    }
    return PolicyBook(tuple(changed(each, **shared) for each in editions) if shared else editions)


def _shared(name: str, part: Shared, pack: str, bank: Path | None) -> Path:
    """The bank's pack of shared rows, else ours of that name, else ours: nobody does without them."""
    banks = None if bank is None else bank / name / pack
    if banks is not None and banks.is_dir():
        return banks
    named = part.own / pack
    return named if named.is_dir() else part.own / OUR_PACK


def _edition(path: Path, shape: type[P]) -> P:
    if not _FILE.match(path.stem):
        raise PolicyError(f"{path}: an edition's file name is its date, YYYY-MM-DD.toml")
    try:
        edition = msgspec.convert(tomllib.loads(path.read_text("utf-8")), shape)
    except OSError as unreadable:
        raise PolicyError(f"{path}: can't be read: {unreadable.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise PolicyError(f"{path}: not valid TOML: {broken}") from None
    except msgspec.ValidationError as broken:
        raise PolicyError(f"{path}: {broken}") from None
    expected = f"{path.parent.name}/{path.stem}"
    if edition.policy_id != expected:
        raise PolicyError(f"{path}: policy_id is {edition.policy_id!r}, expected {expected!r}")
    if edition.effective_from.isoformat() != path.stem:
        raise PolicyError(f"{path}: effective_from is {edition.effective_from}, not {path.stem}")
    if not FIRST_YEAR <= edition.effective_from.year <= LAST_YEAR:
        raise PolicyError(
            f"{path}: effective_from: {edition.effective_from} is not plausible, its year must be "
            f"{FIRST_YEAR} to {LAST_YEAR}"
        )
    return edition


def _check_folders(policies: Path) -> None:
    """A bank's directory holds known folders only: a name misspelt would silently mean ours."""
    for each in sorted(policies.iterdir()):
        known = each.name in SERVICES or each.name in SHARED_FOLDERS
        if each.is_dir() and not each.name.startswith(".") and not known:
            raise PolicyError(
                f"policies: {each} is no service's folder; services are {', '.join(SERVICES)}"
            )


def book_of(settings: PackSettings, service: str, own: Path, shape: type[P]) -> PolicyBook[P]:
    """The pack named in the settings: a bank's own where its directory has one, else ours."""
    pack = settings.pack
    if settings.policies is not None:
        if not settings.policies.is_dir():
            raise PolicyError(f"policies: {settings.policies} is not a directory")
        _check_folders(settings.policies)
        banks = settings.policies / service / pack
        if banks.is_dir():
            return load_book(banks, shape, settings.policies)
    if not (own / pack).is_dir():
        raise PolicyError(
            f"pack: no policy pack {pack!r} for {service}, neither ours nor the bank's"
        )
    return load_book(own / pack, shape, settings.policies)
