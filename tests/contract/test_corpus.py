"""Every example ever released is replayed, for ever: by the models and the published schemas."""

import json
from pathlib import Path

import jsonschema
import pytest

from contracts.agreement import agree
from contracts.catalogue import MODELS, parse
from contracts.envelope import Envelope
from contracts.json_schema import FOLDER, examples_of, schema_path
from contracts.message import day
from contracts.schema_difference import compare

EXAMPLES = sorted((FOLDER / "corpus").glob("*/*.json"))


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_there_is_an_example_of_each_message_and_none_of_others() -> None:
    assert {path.parent.name for path in EXAMPLES} == set(MODELS)
    for ce_type in MODELS:
        numbers = [int(path.stem) for path in examples_of(ce_type)]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_an_example_is_read_by_todays_model_and_agrees_with_its_key(path: Path) -> None:
    message = parse(path.parent.name, path.read_bytes())
    data = json.loads(path.read_text("utf-8"))
    key = (data.get("obligor_id") or "C-0007") if message.KEYED else None
    agree(
        Envelope("e", "s", message.TYPE, day("2024-06-19"), key=key, subject=data.get("loan_id")),
        message,
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_an_example_is_valid_against_the_published_schema(path: Path) -> None:
    schema = json.loads((FOLDER / schema_path(MODELS[path.parent.name])).read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    validator.check_schema(schema)
    validator.validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_what_is_read_is_written_back_without_loss(path: Path) -> None:
    message = parse(path.parent.name, path.read_bytes())
    assert parse(message.TYPE, message.to_payload()) == message
    known = set(type(message).model_fields) | {"class"}
    given = json.loads(path.read_text("utf-8"))
    kept = {name: value for name, value in given.items() if name in known and value is not None}
    written = json.loads(message.to_payload())
    assert {name: written.get(name) for name in kept} == kept | {
        name: without_nulls(value) for name, value in kept.items() if name == "payer"
    }


def without_nulls(value: dict[str, object]) -> dict[str, object]:
    return {name: each for name, each in value.items() if each is not None}


@pytest.mark.parametrize("ce_type", MODELS)
def test_a_schema_is_compatible_with_itself(ce_type: str) -> None:
    schema = json.loads((FOLDER / schema_path(MODELS[ce_type])).read_text("utf-8"))
    assert compare(schema, schema, emitted=True) == []
