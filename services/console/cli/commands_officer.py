"""`send` and `dlq`: what officers ask of the services."""

from __future__ import annotations

from typing import Annotated

import typer

from services.console.cli.errors import DONE, FAILED
from services.console.cli.options import BOTH, DATA, DataOption, JsonOption, LangOption
from services.console.cli.output import Output

TimeoutOption = Annotated[
    float, typer.Option(metavar="S", min=0.1, help="Seconds to wait for the reply.")
]
ServiceOption = Annotated[
    str | None, typer.Option(metavar="SERVICE", help="Only this service. Default: all.")
]
REPLY_SECONDS = 30.0


def add_to(app: typer.Typer) -> None:
    """Declares the commands of this file."""
    panel = "Officers"
    app.command(rich_help_panel=panel)(send)
    dlq = typer.Typer(no_args_is_help=True)
    dlq.callback()(_dlq)
    dlq.command("list")(dlq_list)
    dlq.command("show")(dlq_show)
    dlq.command("redrive")(dlq_redrive)
    app.add_typer(dlq, name="dlq", rich_help_panel=panel)


def _dlq() -> None:
    """Dead letters and parked messages."""


def send(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="Who decides.")],
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="For example override-class.")],
    json_text: Annotated[
        str,
        typer.Argument(metavar="JSON", help="The command's fields, - for standard input, @FILE."),
    ],
    timeout: TimeoutOption = REPLY_SECONDS,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Send an officer's command and show the reply.

    It travels over Kafka and is decided in order with everything else of that obligor.

    obligor_id may be left out where loan_id is given.
    """
    import asyncio

    from services.console.cli import officers, target

    fields = officers.argument(json_text)
    officers.model_of(service, command)
    found = target.find(data)
    asked = officers.prepare(found, service, command, fields)
    return _reply(
        Output(as_json=as_json, lang=lang), asyncio.run(officers.ask(found, asked, timeout))
    )


def dlq_list(
    service: ServiceOption = None,
    closed: Annotated[
        bool, typer.Option("--all", help="Also those that have been taken after all.")
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
    reason: Annotated[str, typer.Option(metavar="R", help="Why it is taken up again.")],
    by: Annotated[str, typer.Option(metavar="A", help="Who asks.")],
    approved_by: Annotated[str, typer.Option(metavar="B", help="Who approves: a second person.")],
    timeout: TimeoutOption = REPLY_SECONDS,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Take a parked stream or a dead letter up again."""
    import asyncio

    from services.console.cli import officers, redriving, target

    found = target.find(data)
    fields = {"reason": reason, "requested_by": by, "approved_by": approved_by}

    async def ask() -> dict[str, object]:
        asked = await redriving.prepare(found, service, what, fields)
        return await officers.ask(found, asked, timeout)

    return _reply(Output(as_json=as_json, lang=lang), asyncio.run(ask()))


def _reply(out: Output, document: dict[str, object]) -> int:
    from services.console.cli import officers

    if out.as_json:
        out.document(document)
    else:
        out.sheets(officers.sheet(out, document))
    return DONE if document["accepted"] else FAILED
