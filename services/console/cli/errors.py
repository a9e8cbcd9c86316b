"""How a command ends other than well: one sentence for a person and an exit code."""

from __future__ import annotations

DONE, FAILED, WRONG_USAGE, FOUND = 0, 1, 2, 3
"""Exit codes of contract.md section 4; 130 is the convention for a command that Ctrl-C ended."""

INTERRUPTED = 130


class CommandError(Exception):
    """Ends the command with its text on standard error; the text names field, value and rule."""

    exit_code = FAILED


class UsageError(CommandError):
    """The command was asked in a way it does not understand."""

    exit_code = WRONG_USAGE
