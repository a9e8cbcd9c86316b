"""`dlq`: dead letters and parked messages."""

from __future__ import annotations

from typing import Annotated

import typer

from services.console.cli.commands_officer import answer
from services.console.cli.errors import DONE
from services.console.cli.options import (
    BOTH,
    DATA,
    REPLY_SECONDS,
    ActorOption,
    DataOption,
    JsonOption,
    LangOption,
    ReasonOption,
    SecondOption,
    ServiceOption,
    TimeoutOption,
)
from services.console.cli.output import Output


def add_to(app: typer.Typer) -> None:
    """Declares the commands of this file."""
    dlq = typer.Typer(no_args_is_help=True)
    dlq.callback()(_dlq)
    dlq.command("list")(dlq_list)
    dlq.command("show")(dlq_show)
    dlq.command("redrive")(dlq_redrive)
    dlq.command("discard")(dlq_discard)
    app.add_typer(dlq, name="dlq", rich_help_panel="Officers")


def _dlq() -> None:
    """Dead letters and parked messages."""


def dlq_list(
    service: ServiceOption = None,
    closed: Annotated[
        bool, typer.Option("--all", help="Also those that have been taken after all or discarded.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most.")] = 200,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """List dead letters and parked messages."""
    import asyncio

    from services.console.cli import letters, target

    out = Output(as_json=as_json, lang=lang)
    found = target.find(data)
    services = letters.chosen(found, service)
    rows = asyncio.run(letters.listed(found, services, closed=closed, limit=limit))
    if as_json:
        out.document({"letters": rows})
    else:
        out.sheets(letters.list_sheet(out, rows))
    return DONE


def dlq_show(
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID", help="As `dlq list` shows it.")],
    service: ServiceOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Show one letter: the reason, the original headers and bytes."""
    import asyncio

    from services.console.cli import letters, target

    out = Output(as_json=as_json, lang=lang)
    wanted = letters.event_id(event_id)
    found = target.find(data)
    letter = asyncio.run(letters.shown(found, letters.chosen(found, service), wanted))
    if as_json:
        out.document(letter)
    else:
        out.sheets(*letters.show_sheets(out, letter))
    return DONE


def dlq_redrive(
    what: Annotated[
        str, typer.Argument(metavar="STREAM|EVENT_ID", help="A parked stream, or one letter.")
    ],
    service: Annotated[str, typer.Option(metavar="SERVICE", help="Whose letter it is.")],
    reason: ReasonOption,
    actor: ActorOption,
    second: SecondOption,
    timeout: TimeoutOption = REPLY_SECONDS,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Take a parked stream or a dead letter up again."""
    import asyncio

    from services.console.cli import officers, redriving, target

    found = target.find(data)
    fields = {"reason": reason, "requested_by": actor, "approved_by": second}

    async def ask() -> dict[str, object]:
        asked = await redriving.prepare(found, service, what, fields)
        return await officers.ask(found, asked, timeout)

    return answer(Output(as_json=as_json, lang=lang), asyncio.run(ask()))


def dlq_discard(
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID", help="As `dlq list` shows it.")],
    reason: ReasonOption,
    actor: ActorOption,
    second: SecondOption,
    service: ServiceOption = None,
    timeout: TimeoutOption = REPLY_SECONDS,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Close a letter that will never be taken.

    Its bytes, the reason and both names stay in the history: `dlq show` still shows them.
    """
    import asyncio

    from services.console.cli import letters, officers, redriving, target

    wanted = letters.event_id(event_id)
    found = target.find(data)
    fields = {"reason": reason, "requested_by": actor, "approved_by": second}

    async def ask() -> dict[str, object]:
        asked = await redriving.discarding(found, service, wanted, fields)
        return await officers.ask(found, asked, timeout)

    return answer(Output(as_json=as_json, lang=lang), asyncio.run(ask()))
