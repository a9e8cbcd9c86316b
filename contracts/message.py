"""What every message is: a frozen model with a type, a schema version and JSON as its one form.

Unknown fields are ignored, required ones are required, and nothing is converted silently: a number
is no string, ``1.0`` no integer, ``"true"`` no boolean, and a day is ``YYYY-MM-DD`` only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from contracts.errors import IDENTIFIER_PATTERN, broken, shown

DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
FIRST_YEAR = 1900
LAST_YEAR = 2199
LAST_GIVEN_YEAR = 2099
"""Of a day that is sent to us: what follows from it must still be a day of the contract."""
_DAY = re.compile(DAY_PATTERN)


@lru_cache(maxsize=8192)
def day(text: str) -> date:
    """The date of a ``YYYY-MM-DD`` text; ``ValueError`` for any other spelling.

    Days far from any bank's are refused too: databases and calendars read the calendar's ends as
    "never", and the day after the last one does not exist.
    """
    if _DAY.fullmatch(text) is None:
        raise ValueError(f"{shown(text)!r} is not written YYYY-MM-DD")
    found = date.fromisoformat(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{text} is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return found


def _read_day(value: object) -> date:
    if isinstance(value, str):
        try:
            return day(value)
        except ValueError as wrong:
            raise broken("date_format", str(wrong)) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise broken("date_format", f"{shown(value)} is no string of the form YYYY-MM-DD")


def _read_given_day(value: object) -> date:
    found = _read_day(value)
    if found.year > LAST_GIVEN_YEAR:
        raise broken(
            "date_range",
            f"{found} lies after the year {LAST_GIVEN_YEAR}: what follows from it would have no day",
            value=found.isoformat(),
        )
    return found


class _DayForm:
    """Makes a ``date`` field read and write ``YYYY-MM-DD`` and refuse everything else."""

    READ: ClassVar[Callable[[object], date]] = staticmethod(_read_day)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.READ,
            serialization=core_schema.plain_serializer_function_ser_schema(
                date.isoformat, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "date", "pattern": DAY_PATTERN}


class _GivenDayForm(_DayForm):
    READ: ClassVar[Callable[[object], date]] = staticmethod(_read_given_day)


Day = Annotated[date, _DayForm]
"""A business day, ``YYYY-MM-DD`` on the wire."""

GivenDay = Annotated[date, _GivenDayForm]
"""A day that core banking or an officer names; never after ``LAST_GIVEN_YEAR``."""


def _real_instant(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise broken("time_format", f"{shown(text)!r} is no point in time") from None
    return text


REAL_INSTANT = AfterValidator(_real_instant)
"""For texts whose pattern is that of an instant: day, hour and offset must exist, too."""

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER_PATTERN)]
"""A number of a loan, an obligor, a receipt, an event, a person: opaque, compared byte by byte.

1 to 128 characters, no white space, no control characters.
"""

Code = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\u0000]*$")]
"""A short word of the sender's own list (product, branch); never empty."""

LONGEST_MESSAGE = 8 * 1024 * 1024
"""Bytes of what core banking or an officer says in one message, whatever compression makes of them."""

TEXT_LENGTH = 4000
Text = Annotated[str, StringConstraints(max_length=TEXT_LENGTH, pattern=r"^[^\u0000]*$")]
"""Words for people. May be empty: whether that is enough is for a rule to say."""

Whole = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
Positive = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
YesNo = StrictBool


def open_list(*members: str) -> Any:
    """Marks a ``Code`` as an open list: an unknown member is accepted and becomes a work item."""
    return Field(json_schema_extra={"x-extensible-enum": list(members)})


class Group(BaseModel):
    """A group of fields inside a message."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        defer_build=True,  # a process reads and writes few of all messages: half of its start
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Message(Group):
    """A message of the published language.

    ``TYPE`` is its ``ce_type``, whose last part is the major version; ``SCHEMA`` the semantic
    version of its schema. ``KEYED`` is False for ticks: every partition, with an empty key.
    ``RULES`` are the rules between its fields (keys of ``contracts.errors.RULES``).
    """

    TYPE: ClassVar[str]
    SCHEMA: ClassVar[str] = "1.0.0"
    KEYED: ClassVar[bool] = True
    RULES: ClassVar[tuple[str, ...]] = ()

    def to_payload(self) -> bytes:
        """The JSON bytes of the wire; optional fields without a value are left out."""
        return self.model_dump_json(exclude_none=True).encode()


def open_members(field: FieldInfo) -> list[str] | None:
    """The known members of a field that is an open list, also of one that may be absent."""
    either = get_origin(field.annotation) in (Union, UnionType)
    arms = get_args(field.annotation) if either else ()
    inside = (each for arm in arms for each in get_args(arm)[1:])
    for each in (field, *(part for part in inside if isinstance(part, FieldInfo))):
        if isinstance(each.json_schema_extra, dict):
            members = each.json_schema_extra.get("x-extensible-enum")
            if isinstance(members, list):
                return [str(member) for member in members]
    return None


def unknown_members(message: Group, place: str = "") -> Iterator[tuple[str, str]]:
    """(field, value) of each open list whose value is not among the members known here."""
    for name, field in type(message).model_fields.items():
        value = getattr(message, name)
        if isinstance(value, Group):
            yield from unknown_members(value, f"{place}{name}.")
        elif isinstance(value, str):
            members = open_members(field)
            if members is not None and value not in members:
                yield f"{place}{name}", value
