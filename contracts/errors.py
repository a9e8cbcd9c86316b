"""What is said when a message breaks the contract: stable code, field, value, sentence.

The codes are public: dead letters, certificates and dashboards carry them; none is ever renamed.
``RULES`` is the one list of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

VALUE_LENGTH = 80
DETAIL_LENGTH = 240
IDENTIFIER_PATTERN = r"^[^\s\u0000-\u001f\u007f]{1,128}$"

RULES: dict[str, str] = {
    "not_json": "A message is one JSON document in UTF-8.",
    "not_object": "A message and each of its groups is a JSON object.",
    "not_list": "A list is a JSON array.",
    "content_type": "The content type is application/json.",
    "field_missing": "A required field is present.",
    "field_format": "A field has the form that its schema gives it.",
    "text_format": "A text is a JSON string without the character U+0000.",
    "text_length": "A text keeps within its least and greatest length.",
    "identifier_format": "An identifier has 1 to 128 characters, no white space, no controls.",
    "integer_format": "A whole number is a JSON integer.",
    "integer_range": "A whole number keeps within its least and greatest value.",
    "boolean_format": "A yes or no is a JSON true or false.",
    "choice_unknown": "A closed list takes only its members.",
    "date_format": "A date is a day of the years 1900 to 2199 written YYYY-MM-DD.",
    "date_range": "A day sent to us is none after 2099, and a business day none far ahead of the last.",
    "time_format": "An instant is RFC 3339 with an offset.",
    "money_shape": "Money is an object of amount and currency, both strings.",
    "money_number": "An amount of money is a string, never a JSON number.",
    "money_format": "An amount of money is plain decimal digits.",
    "money_digits": "An amount has exactly as many decimals as its currency.",
    "money_negative": "An amount of money is never negative; the message type is the direction.",
    "money_currency": "A currency is an ISO 4217 code.",
    "money_range": "An amount that is sent to us has at most 15 digits before the point.",
    "money_zero": "This amount of money is greater than zero.",
    "money_currencies": "One message speaks of one currency.",
    "rate_format": "A rate is a plain decimal string, zero or more, below 10, per day.",
    "schedule_empty": "A schedule has at least one instalment.",
    "schedule_number": "Instalment numbers are positive, unique and rising.",
    "schedule_due_on": "The due dates of a schedule do not fall.",
    "schedule_sum": "The principal of all instalments adds up to the principal of the loan.",
    "term_order": "A loan matures on or after the day it is disbursed.",
    "allocation_empty": "An allocation that is given has at least one part.",
    "allocation_sum": "The parts of an allocation add up to at most the amount received.",
    "unknown_type": "The message type is one of the contract.",
    "unknown_version": "The message type's major version is one that is spoken here.",
    "specversion": "The version of CloudEvents is 1.0.",
    "attribute_missing": "A required attribute of the envelope is present.",
    "attribute_format": "An attribute of the envelope is UTF-8 text of its own form.",
    "attribute_repeated": "An attribute of the envelope has one value.",
    "header_name": "The names of all headers are UTF-8.",
    "unreadable_batch": "A batch of records is whole and compressed in a way that Kafka names.",
    "sequence_format": "A sequence is 12 digits, zero-padded.",
    "sequence_gap": "The sequence rises by one per loan.",
    "key_missing": "A message about an obligor carries the obligor's number as its key.",
    "key_mismatch": "Kafka key, ce_partitionkey and obligor_id are the same.",
    "wrong_topic": "A message travels on the topic that the contract names for it.",
    "wrong_partition": "A record lies where Kafka's default partitioner puts its key.",
    "obligor_changed": "A loan keeps the obligor and the key it was first seen with.",
    "key_unwanted": "A message about no obligor has an empty key.",
    "subject_missing": "A message about a loan carries the loan number as its subject.",
    "subject_mismatch": "Subject and loan_id are the same.",
    "subject_unwanted": "A message about no loan has no subject.",
    "id_reused": "A source gives each event its own id and repeats it only on a re-send.",
    "fact_changed": "A business id, of a receipt for instance, names one fact that never changes.",
    "not_storable": "What follows from a message fits into our database.",
    "line_length": "A line of a feed keeps within 8 MiB.",
    "message_size": "A message of core banking or of an officer keeps within 8 MiB, uncompressed.",
    "time_missing": "An event says when it was made.",
    "open_member": "A member of an open list is one that is known (else a work item).",
    "unknown_receipt": "A reversal names a receipt of the same loan that came before it.",
    "dataschema_mismatch": "A dataschema ends in the type and a semantic version.",
}

_CODES: Mapping[str, str] = {
    "json_invalid": "not_json",
    "json_type": "not_json",
    "missing": "field_missing",
    "model_type": "not_object",
    "model_attributes_type": "not_object",
    "dict_type": "not_object",
    "tuple_type": "not_list",
    "list_type": "not_list",
    "string_type": "text_format",
    "string_unicode": "text_format",
    "string_too_short": "text_length",
    "string_too_long": "text_length",
    "string_pattern_mismatch": "text_format",
    "int_type": "integer_format",
    "int_from_float": "integer_format",
    "int_parsing_size": "integer_range",
    "bool_type": "boolean_format",
    "literal_error": "choice_unknown",
    "greater_than": "integer_range",
    "greater_than_equal": "integer_range",
    "less_than_equal": "integer_range",
}


class ContractError(ValueError):
    """A message that breaks the contract.

    ``rule`` is a key of ``RULES``, ``field`` the place (``schedule[2].principal``, ``ce_id``),
    ``value`` what stood there, cut to 80 characters, ``detail`` a sentence for people. ``others``
    holds what else is wrong with the same message.
    """

    def __init__(self, rule: str, field: str, value: str, detail: str) -> None:
        self.rule = rule
        self.field = field
        self.value = shown(value)
        self.detail = shown(detail, DETAIL_LENGTH)
        self.others: tuple[ContractError, ...] = ()
        super().__init__(f"{field}: {self.detail} [rule {rule}, value {self.value}]")


def shown(value: object, length: int = VALUE_LENGTH) -> str:
    """A value as it may stand in a sentence: one line, no controls, cut to ``length``."""
    if isinstance(value, bytes | bytearray):
        text = bytes(value[: 4 * length]).decode("utf-8", "backslashreplace")
    else:
        text = value if isinstance(value, str) else repr(value)
    text = "".join(each if each.isprintable() else "\N{MIDDLE DOT}" for each in text[: 4 * length])
    return text if len(text) <= length else text[: length - 3] + "..."


def all_as_one(errors: list[ContractError]) -> ContractError:
    """The first of several, with the rest in its ``others``."""
    first = errors[0]
    first.others = tuple(errors[1:])
    return first


def broken(rule: str, detail: str, field: str = "", value: object = None) -> PydanticCustomError:
    """What a validator of a model raises: ``field`` is the place below the validated value."""
    context: dict[str, Any] = {"rule": rule, "detail": detail}
    context |= {"field": field, "value": None if value is None else shown(value)}
    return PydanticCustomError("contract", "{rule}: {detail}", context)


def violations(error: ValidationError) -> list[ContractError]:
    """pydantic's findings as contract errors, in the order of the model's fields."""
    return [_violation(found) for found in error.errors(include_url=False)]


def _violation(found: ErrorDetails) -> ContractError:
    context = found.get("ctx", {})
    rule, value = context.get("rule"), context.get("value")
    place = _place(found["loc"], str(context.get("field", "")))
    given = shown(found["input"]) if value is None else str(value)
    if rule is not None:
        return ContractError(str(rule), place, given, str(context["detail"]))
    code = _CODES.get(found["type"], "field_format")
    if context.get("pattern") == IDENTIFIER_PATTERN:
        code, rule_text = "identifier_format", "1 to 128 characters, no white space, no controls"
        return ContractError(code, place, given, rule_text)
    if code == "field_missing":
        return ContractError(code, place, "absent", "this required field is missing")
    if code == "not_json":
        return ContractError(code, place, given, f"not JSON: {context.get('error', found['msg'])}")
    return ContractError(code, place, given, _sentence(found["msg"]))


def _sentence(message: str) -> str:
    return message[:1].lower() + message[1:]


def _place(location: tuple[int | str, ...], below: str) -> str:
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    if below:
        text += below if below.startswith("[") else f".{below}"
    return text.lstrip(".") or "data"
