"""The entry point of `postloan`: runs one command, turns its end into an exit code.

A person never sees a traceback: what is foreseen is a sentence, what is not is a sentence too,
with the place of the log that holds the rest.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from services.console.cli import quick
from services.console.cli.errors import (
    DONE,
    FAILED,
    INTERRUPTED,
    WRONG_USAGE,
    CommandError,
)

# Typer carries its own copy of click; its public name for the base of all usage errors is this.
_UsageProblem: Any = typer.BadParameter.__base__


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit code (contract.md section 4)."""
    from services.console.cli.app import make_app

    try:
        command = typer.main.get_command(make_app())
        quick.lighten(command)
        code = command.main(args=list(arguments), prog_name="postloan", standalone_mode=False)
        # Typer tells Ctrl-C by its code alone.
        return (
            int(code or DONE) if code != INTERRUPTED else _ended(arguments, "Interrupted.", code)
        )
    except CommandError as wrong:
        return _ended(arguments, str(wrong), wrong.exit_code)
    except _UsageProblem as wrong:
        context = getattr(wrong, "ctx", None)
        sentence = _with_value(arguments, wrong)
        if type(wrong).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(sentence + "\n")
            return WRONG_USAGE
        if context is not None:
            sentence += f"\nTry `{context.command_path} --help`."
        return _ended(arguments, sentence, WRONG_USAGE)
    except (KeyboardInterrupt, typer.Abort):
        return _ended(arguments, "Interrupted.", INTERRUPTED)
    except Exception as wrong:  # noqa: BLE001 - nobody is above us to catch it
        return _ended(arguments, _unexpected(arguments, wrong), FAILED)


def _with_value(arguments: Sequence[str], wrong: Any) -> str:
    """The parser's sentence; it names the field and the rule but not always the value given."""
    sentence: str = wrong.format_message()
    for option in getattr(getattr(wrong, "param", None), "opts", ()):
        for place, argument in enumerate(arguments):
            given = None
            if argument == option and place + 1 < len(arguments):
                given = arguments[place + 1]
            elif argument.startswith(f"{option}="):
                given = argument.partition("=")[2]
            if given is not None and given not in sentence.partition(":")[2]:
                return sentence.replace("Invalid value for", f"Invalid value {given!r} for", 1)
    return sentence


def _ended(arguments: Sequence[str], sentence: str, code: int) -> int:
    sys.stderr.write(f"postloan: {sentence}\n")
    if "--json" in arguments:
        json.dump({"error": sentence, "exit_code": code}, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    return code


def _unexpected(arguments: Sequence[str], wrong: Exception) -> str:
    """Keeps the traceback in a log; the sentence says what happened and where the log is."""
    log = _log(arguments)
    what = f"{type(wrong).__name__}: {wrong}".splitlines()[0]
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"postloan {' '.join(arguments)}\n{traceback.format_exc()}\n")
    except OSError as unwritten:
        return f"Unexpected error ({what}); its details could not be kept in {log}: {unwritten}."
    return f"Unexpected error ({what}). The details are in {log}."


def _log(arguments: Sequence[str]) -> Path:
    """Beside the services' logs where there are some, else in the folder for passing things."""
    import tempfile

    data = os.environ.get("POSTLOAN_DATA", ".postloan")
    for place, argument in enumerate(arguments):
        if argument == "--data" and place + 1 < len(arguments):
            data = arguments[place + 1]
        elif argument.startswith("--data="):
            data = argument.partition("=")[2]
    logs = Path(data) / "logs"
    return (logs if logs.is_dir() else Path(tempfile.gettempdir())) / "postloan-console.log"


if __name__ == "__main__":
    main()
