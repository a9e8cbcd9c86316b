"""`send` and `release`: what officers ask of the services."""

from __future__ import annotations

from typing import Annotated

import typer

from services.console.cli.errors import DONE, FAILED, FOUND, UsageError
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
    TimeoutOption,
)
from services.console.cli.output import Output


def add_to(app: typer.Typer) -> None:
    """Declares the commands of this file."""
    for command in (send, release):
        app.command(rich_help_panel="Officers")(command)


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

    Exit codes: 0 accepted; 1 rejected, or no reply in time; 2 wrong usage, nothing was sent; 3 blocked:
    the act may not be done. The reply names the rule and what to do instead.
    """
    import asyncio

    from services.console.cli import officers, target

    fields = officers.argument(json_text)
    officers.model_of(service, command)
    found = target.find(data)
    asked = officers.prepare(found, service, command, fields)
    return answer(
        Output(as_json=as_json, lang=lang), asyncio.run(officers.ask(found, asked, timeout))
    )


def release(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="Who is halted.")],
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="On which topic.")],
    partition: Annotated[
        int, typer.Argument(metavar="PARTITION", min=0, help="In which partition of it.")
    ],
    reason: ReasonOption,
    actor: ActorOption,
    second: SecondOption,
    continue_at: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="beginning|stored",
            help="Where a topic lost records: from what it holds now, or from our own position.",
        ),
    ] = None,
    timeout: TimeoutOption = REPLY_SECONDS,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    lang: LangOption = BOTH,
) -> int:
    """Let a halted partition go on, once its cause is mended.

    What `postloan status` shows as halted. The answer says what was given up by that; it stays in
    the service's history with the two names and the reason.
    """
    from services.console.cli import releasing, target

    if continue_at not in (None, "beginning", "stored"):
        raise UsageError(f"--from {continue_at!r}: choose beginning or stored.")
    fields = {"reason": reason, "requested_by": actor, "approved_by": second}
    if continue_at is not None:
        fields["continue_at"] = continue_at
    found = target.find(data)
    told = releasing.release(found, service, topic, partition, fields, timeout)
    out = Output(as_json=as_json, lang=lang)
    if as_json:
        out.document(told)
    else:
        out.sheets(releasing.sheet(out, told))
    return DONE if told["accepted"] else FAILED


def answer(out: Output, document: dict[str, object]) -> int:
    """Shows a service's reply; returns the exit code."""
    from services.console.cli import answers

    if out.as_json:
        out.document(document)
    else:
        out.sheets(answers.sheet(out, document))
    if document["blocked"] is not None:
        return FOUND
    return DONE if document["accepted"] else FAILED
