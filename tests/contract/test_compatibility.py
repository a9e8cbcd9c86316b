"""The gate is shown to close: schemas are broken on purpose, one way each."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from contracts import compatibility
from contracts.catalogue import MODELS
from contracts.compatibility import SUMS, breaks, main, release, released
from contracts.corebank import RepaymentReceived
from contracts.json_schema import FOLDER, as_text, schema_of
from contracts.message import Message
from contracts.schema_difference import compare

Schema = dict[str, Any]
OLD = schema_of(RepaymentReceived)


def changed(change: Callable[[Schema], object]) -> Schema:
    new = copy.deepcopy(OLD)
    change(new)
    return new


def set_in(*path: str, **values: object) -> Callable[[Schema], object]:
    def change(schema: Schema) -> None:
        for step in path:
            schema = schema[step]
        schema.update(values)

    return change


def drop(*path: str) -> Callable[[Schema], object]:
    def change(schema: Schema) -> None:
        for step in path[:-1]:
            schema = schema[step]
        del schema[path[-1]]

    return change


def rename(schema: Schema) -> None:
    schema["properties"]["receipt_number"] = schema["properties"].pop("receipt_id")


def require_new(schema: Schema) -> None:
    schema["properties"]["channel"] = {"type": "string"}
    schema["required"] = [*schema["required"], "channel"]


def add_optional(schema: Schema) -> None:
    schema["properties"]["channel"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


ALWAYS_BREAKS: list[tuple[str, Callable[[Schema], object], str, str]] = [
    ("remove a field", drop("properties", "booked_on"), "booked_on", "field_removed"),
    ("remove an optional field", drop("properties", "allocation"), "allocation", "field_removed"),
    ("rename a field", rename, "receipt_id", "field_removed"),
    ("add a required field", require_new, "channel", "required_field_added"),
    (
        "require an optional field",
        lambda schema: schema["required"].append("allocation"),
        "allocation",
        "field_required",
    ),
    (
        "tighten a pattern",
        set_in("properties", "loan_id", pattern="^L-[0-9]+$"),
        "loan_id",
        "pattern_changed",
    ),
    (
        "add a bound",
        set_in("properties", "loan_id", maxLength=32),
        "loan_id",
        "bound_tightened",
    ),
    (
        "lower a greatest length",
        set_in("$defs", "Payer", "properties", "kind", maxLength=10),
        "payer.kind",
        "bound_tightened",
    ),
    (
        "raise a least value",
        set_in("$defs", "Allocation", "properties", "installment", minimum=2),
        "allocation[].installment",
        "bound_tightened",
    ),
    (
        "remove a member of a closed list",
        lambda schema: schema["$defs"]["Allocation"]["properties"]["component"]["enum"].remove(
            "cost"
        ),
        "allocation[].component",
        "enum_member_removed",
    ),
    (
        "close an open text to a list",
        set_in("properties", "receipt_id", enum=["R-1"]),
        "receipt_id",
        "enum_added",
    ),
    (
        "forget a member of an open list",
        lambda schema: schema["$defs"]["Payer"]["properties"]["kind"]["x-extensible-enum"].remove(
            "court"
        ),
        "payer.kind",
        "open_member_removed",
    ),
    (
        "change a type",
        set_in("properties", "receipt_id", type="integer"),
        "receipt_id",
        "type_changed",
    ),
    (
        "date to date-time",
        set_in("properties", "value_date", format="date-time"),
        "value_date",
        "format_changed",
    ),
    (
        "refuse null",
        lambda schema: schema["properties"]["allocation"]["anyOf"].pop(),
        "allocation",
        "null_refused",
    ),
    ("close the object", set_in(additionalProperties=False), "", "object_closed"),
    ("add a rule", set_in("x-rules", value_date_order="..."), "", "rule_added"),
    (
        "add a keyword this gate does not know",
        set_in("properties", "allocation", "anyOf", 0, uniqueItems=True),  # type: ignore[arg-type]
        "allocation",
        "keyword_changed",
    ),
]

BREAKS_CONSUMERS: list[tuple[str, Callable[[Schema], object], str, str]] = [
    (
        "a field may be absent",
        lambda schema: schema["required"].remove("booked_on"),
        "booked_on",
        "field_optional",
    ),
    (
        "a field may be null",
        lambda schema: schema["properties"].update(
            booked_on={"anyOf": [schema["properties"]["booked_on"], {"type": "null"}]}
        ),
        "booked_on",
        "null_added",
    ),
    (
        "a closed list has one more",
        lambda schema: schema["$defs"]["Allocation"]["properties"]["component"]["enum"].append(
            "tax"
        ),
        "allocation[].component",
        "enum_member_added",
    ),
    ("a pattern is gone", drop("properties", "loan_id", "pattern"), "loan_id", "pattern_changed"),
    (
        "a bound is gone",
        drop("$defs", "Payer", "properties", "kind", "maxLength"),
        "payer.kind",
        "bound_loosened",
    ),
    ("a rule is gone", drop("x-rules", "money_zero"), "", "rule_removed"),
]

COMPATIBLE: list[tuple[str, Callable[[Schema], object]]] = [
    ("nothing", lambda schema: None),
    ("add an optional field", add_optional),
    ("say it better", set_in(description="Money came in.")),
    (
        "learn a member of an open list",
        lambda schema: schema["$defs"]["Payer"]["properties"]["kind"]["x-extensible-enum"].append(
            "insurer"
        ),
    ),
]


def first(cases: list[Any]) -> list[str]:
    return [case[0] for case in cases]


@pytest.mark.parametrize("case", ALWAYS_BREAKS, ids=first(ALWAYS_BREAKS))
@pytest.mark.parametrize("emitted", [True, False])
def test_what_always_breaks_is_found(case: Any, emitted: bool) -> None:
    _, change, place, rule = case
    found = compare(OLD, changed(change), emitted)
    assert [(each.place, each.rule) for each in found] == [(place, rule)]
    assert found[0].detail


@pytest.mark.parametrize("case", BREAKS_CONSUMERS, ids=first(BREAKS_CONSUMERS))
def test_a_loosening_breaks_the_consumers_of_what_we_emit_only(case: Any) -> None:
    _, change, place, rule = case
    found = compare(OLD, changed(change), emitted=True)
    assert [(each.place, each.rule) for each in found] == [(place, rule)]
    assert compare(OLD, changed(change), emitted=False) == []


@pytest.mark.parametrize("case", COMPATIBLE, ids=first(COMPATIBLE))
@pytest.mark.parametrize("emitted", [True, False])
def test_what_breaks_nothing_passes(case: Any, emitted: bool) -> None:
    assert compare(OLD, changed(case[1]), emitted) == []


class Next(RepaymentReceived):
    """The message of tomorrow, with one more optional field."""

    SCHEMA: ClassVar[str] = "1.1.0"
    channel: str | None = None


class Careless(RepaymentReceived):
    """The same, without a new version."""

    channel: str | None = None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contract's folder in which one schema and one example are released."""
    schema = tmp_path / "schemas" / RepaymentReceived.TYPE / "1.0.0.json"
    schema.parent.mkdir(parents=True)
    schema.write_text(as_text(OLD), "utf-8")
    sums = tmp_path / compatibility.SUMS
    sums.parent.mkdir()
    digest = compatibility.sha256(schema.read_bytes()).hexdigest()
    sums.write_text(f"{digest}  schemas/{RepaymentReceived.TYPE}/1.0.0.json\n")
    return tmp_path


def rules(folder: Path, **models: type[Message]) -> list[str]:
    return [each.rule for each in breaks(folder, {m.TYPE: m for m in models.values()})]


def test_a_compatible_change_with_a_new_version_passes(folder: Path) -> None:
    assert rules(folder, now=RepaymentReceived) == []
    assert rules(folder, now=Next) == []


def test_a_change_needs_a_new_version(folder: Path) -> None:
    assert rules(folder, now=Careless) == ["version_not_raised"]


def test_a_message_does_not_go(folder: Path) -> None:
    assert rules(folder) == ["message_removed"]


def test_a_version_does_not_fall(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RepaymentReceived, "SCHEMA", "0.9.0")
    assert "version_fell" in rules(folder, now=RepaymentReceived)


def test_a_released_file_neither_changes_nor_goes(folder: Path) -> None:
    path = folder / "schemas" / RepaymentReceived.TYPE / "1.0.0.json"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert rules(folder, now=RepaymentReceived) == ["released_changed"]
    path.unlink()
    assert rules(folder, now=RepaymentReceived) == ["released_missing"]


def test_a_release_records_schemas_and_examples_once() -> None:
    known = released()
    assert {name.split("/")[1] for name in known if name.startswith("schemas/")} == set(MODELS)
    assert {name.split("/")[1] for name in known if name.startswith("corpus/")} == set(MODELS)


def test_releasing_again_adds_nothing_and_keeps_the_schemas_of_older_versions(
    tmp_path: Path,
) -> None:
    for name in (*released(), SUMS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    assert release(tmp_path) == 0
    assert released(tmp_path) == released()


def test_the_command_exits_3_and_prints_each_break(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    path = next((folder / "schemas").rglob("*.json"))
    path.write_text(json.dumps({}), "utf-8")
    monkeypatch.setattr(compatibility, "breaks", lambda: breaks(folder))
    assert main([]) == 3
    assert "released_changed" in capsys.readouterr().out
