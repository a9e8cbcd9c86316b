"""Makes commands answer at once: Typer passes every value through pydantic, whose import takes
longer than most answers. Values that stay text need no pydantic.

Reaches into Typer; where Typer looks different, nothing is changed and it works at its own pace. A
test notices that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer

HELP = ("-h", "--help")
_CHECKS = ("exists", "readable", "writable", "resolve_path", "dir_okay", "file_okay")
_UNCHECKED = typer.models.ParameterInfo()


class _Text:
    """Takes the place of Typer's own conversion for one parameter."""

    def __init__(self, annotation: Any) -> None:
        self._annotation = annotation

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        if value is None:
            return None
        if self._annotation is Path:
            return Path(value)
        if get_origin(self._annotation) is Literal and value not in get_args(self._annotation):
            choices = ", ".join(get_args(self._annotation))
            raise typer.BadParameter(f"{value!r} is none of {choices}.", ctx=ctx, param=param)
        return value


def lighten(command: Any) -> None:
    """Treats the text parameters of this command and of those below it."""
    for below in getattr(command, "commands", {}).values():
        lighten(below)
    asked = typer.Context(command, help_option_names=list(HELP))
    for parameter in command.get_params(asked):
        descriptor: Any = getattr(parameter, "type_descriptor", None)
        if getattr(parameter, "_runtime_param", parameter) is None and _is_text(descriptor):
            parameter._runtime_param = _Text(descriptor.annotation)


def _is_text(descriptor: Any) -> bool:
    """Whether nothing has to be converted or looked up on the disk. Flags come as they are."""
    annotation = getattr(descriptor, "annotation", None)
    if annotation is bool:
        return getattr(descriptor.parameter_info, "envvar", "") is None
    if annotation is Path:
        asked = descriptor.parameter_info
        return all(getattr(asked, name) == getattr(_UNCHECKED, name) for name in _CHECKS)
    if get_origin(annotation) is Literal:
        return all(isinstance(each, str) for each in get_args(annotation))
    return annotation is str or annotation == tuple[str, str]
