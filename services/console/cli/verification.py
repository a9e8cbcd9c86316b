"""`verify`: every hash link and position computed again, journal and stores compared."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import asyncpg
import msgspec

from services.audit.verify import Progress, Report, verify
from services.console.cli import notes
from services.console.cli.errors import CommandError
from services.console.cli.output import Cell, Column, Output, Sheet, is_terminal, make_console
from services.console.cli.target import Target
from services.console.cli.topology import deciding
from services.kit.clock import utc_now


def run(target: Target, loan_id: str | None = None) -> dict[str, Any]:
    """The report; one of the whole is noted in the data folder for `status`."""
    if "audit" not in target.verifiers:
        raise CommandError(f"The stack on {target.name} has no audit service: nothing to verify.")
    at = utc_now().isoformat(timespec="seconds")
    if not is_terminal(sys.stderr):
        report = _verify(target, loan_id, None)
    else:
        with make_console(sys.stderr).status("Verifying ...") as shown:
            report = _verify(
                target,
                loan_id,
                lambda done, total: shown.update(f"Verifying ... {done:,} of {total:,} events"),
            )
    if loan_id is not None and not report.streams and not report.found:
        raise CommandError(f"There is no loan {loan_id}: no event names it, nothing was verified.")
    document = {"loan_id": loan_id, "at": at, "sound": report.ok, **msgspec.to_builtins(report)}
    if loan_id is None and target.folder is not None:
        noted = ("at", "sound", "events", "links", "found")
        notes.note_verification(target.folder.path, {name: document[name] for name in noted})
    return document


def _verify(target: Target, loan_id: str | None, progress: Progress | None) -> Report:
    stores = {name: target.verifiers[name] for name in deciding(target.services)}
    try:
        return asyncio.run(verify(target.verifiers["audit"], stores, loan_id, progress))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
        raise CommandError(
            f"The verification could not read a database ({wrong}): `postloan status` says which."
        ) from None


def sheets(out: Output, report: dict[str, Any]) -> list[Sheet]:
    """The report for people: the outcome, and the place of whatever is wrong."""
    outcome = out.value("sound" if report["sound"] else "not_sound")
    head: list[list[str | Cell]] = [
        [out.label("outcome"), outcome],
        *([[out.label("loan"), report["loan_id"]]] if report["loan_id"] else []),
        [out.label("events"), f"{report['events']:,}"],
        [out.label("links"), f"{report['links']:,}"],
        [out.label("streams"), f"{report['streams']:,}"],
        [out.label("pending"), f"{report['pending']:,}"],
        [out.label("seconds"), f"{report['seconds']:.2f}"],
    ]
    parts = [Sheet(out.label("verification"), (), head)]
    if report["findings"]:
        parts.append(_findings(out, report))
    return parts


def _findings(out: Output, report: dict[str, Any]) -> Sheet:
    columns = [Column("rule"), Column("place"), Column("detail")]
    rows: list[list[str | Cell]] = [
        [Cell(each["rule"], "bold red"), _place(each), each["detail"]]
        for each in report["findings"]
    ]
    title = f"{out.label('findings')}: {report['found']:,}"
    return Sheet(title, columns, rows)


def _place(finding: dict[str, Any]) -> str:
    names = ("shard", "position", "stream", "version", "loan_id")
    parts = [f"{finding['service']} {finding['where']}"]
    parts += [
        f"{name.removesuffix('_id')} {finding[name]}"
        for name in names
        if finding[name] not in (None, "")
    ]
    return ", ".join(parts)
