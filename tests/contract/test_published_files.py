"""What is committed is what the models say, and the AsyncAPI document is a sound one."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from contracts import export
from contracts.catalogue import CATALOGUE, COREBANK, MODELS, SEALS, TOPICS
from contracts.compatibility import breaks
from contracts.export import differences, write
from contracts.json_schema import FOLDER, schema_path

OFFICIAL = Path(__file__).parent / "asyncapi" / "3.0.0.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text("utf-8"))
    return loaded


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the published files that may be spoilt."""
    for name in ("schemas", "corpus", "released"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    shutil.copy(FOLDER / "asyncapi.yaml", tmp_path)
    return tmp_path


def test_the_committed_files_are_current() -> None:
    assert differences() == []
    assert export.main(["--check"]) == 0


def test_nothing_that_was_released_is_broken() -> None:
    assert list(breaks()) == []


def test_a_file_that_is_not_current_missing_or_too_many_is_named(copy: Path) -> None:
    assert differences(copy) == []
    (copy / "asyncapi.yaml").write_text("asyncapi: 3.0.0\n")
    schema = next(iter(sorted((copy / "schemas").rglob("*.json"))))
    schema.unlink()
    stray = copy / "schemas" / "corebank.dividend-paid.v1" / "1.0.0.json"
    stray.parent.mkdir()
    stray.write_text("{}")
    assert [sentence.partition(": ")[0] for sentence in differences(copy)] == [
        schema.relative_to(copy).as_posix(),
        "asyncapi.yaml",
        stray.relative_to(copy).as_posix(),
    ]
    stray.unlink()
    assert write(copy) == []
    assert differences(copy) == []


def test_a_released_schema_is_never_overwritten(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy / schema_path(next(iter(MODELS.values())))
    before = path.read_text("utf-8")
    path.write_text("{}", "utf-8")
    assert write(copy) == [], "what was spoilt by hand is restored"
    assert path.read_text("utf-8") == before
    monkeypatch.setattr(export, "schema_of", lambda model: {"of": model.TYPE})
    refused = write(copy)
    assert len(refused) == len(MODELS)
    assert path.read_text("utf-8") == before


def test_the_document_is_valid_against_the_official_schema(document: dict[str, Any]) -> None:
    official = json.loads(OFFICIAL.read_text("utf-8"))
    validator = jsonschema.Draft7Validator(official)
    assert [error.message[:300] for error in validator.iter_errors(document)] == []
    broken = document | {"operations": {"x": {"action": "shout"}}}
    assert list(validator.iter_errors(broken)), "the validator finds nothing wrong at all"


def test_each_topic_is_a_channel_and_each_message_is_on_its_topic(
    document: dict[str, Any],
) -> None:
    topics = {COREBANK, SEALS, *(topic for each in TOPICS.values() for topic in each)}
    channels = document["channels"]
    assert {channel["address"] for channel in channels.values()} == topics
    assert {
        (topic, name) for topic, channel in channels.items() for name in channel["messages"]
    } == {(row.topic, row.message.TYPE) for row in CATALOGUE}
    spoken = {row.message.TYPE for row in CATALOGUE}
    assert set(document["components"]["messages"]) == spoken


def test_references_lead_somewhere(document: dict[str, Any]) -> None:
    references = list(walk(document))
    assert len(references) > 100
    for reference in references:
        if reference.startswith("#/"):
            node: Any = document
            for step in reference[2:].split("/"):
                node = node[step]
        else:
            assert (FOLDER / reference).is_file(), reference


def walk(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [each for value in node.values() for each in walk(value)]
    if isinstance(node, list):
        return [each for value in node for each in walk(value)]
    return []


def test_each_message_has_headers_a_key_and_examples_that_fit(document: dict[str, Any]) -> None:
    for row in CATALOGUE:
        message = document["components"]["messages"][row.message.TYPE]
        name = message["headers"]["$ref"].rpartition("/")[2]
        headers = document["components"]["schemas"][name]
        key = message["bindings"]["kafka"]["key"]
        assert (key.get("maxLength") == 0) == (row.key == "empty")
        assert message["examples"]
        for example in message["examples"]:
            jsonschema.Draft202012Validator(
                headers, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
            ).validate(example["headers"])
            assert example["headers"]["ce_type"] == row.message.TYPE


def test_each_publisher_sends_and_each_subscriber_receives(document: dict[str, Any]) -> None:
    operations = document["operations"]
    for row in CATALOGUE:
        reference = {"$ref": f"#/channels/{row.topic}/messages/{row.message.TYPE}"}
        assert reference in operations[f"{row.publisher}.send.{row.topic}"]["messages"]
        for each in row.subscribers:
            assert reference in operations[f"{each}.receive.{row.topic}"]["messages"]
