"""Numbers from the environment and a damaged stack.json: one sentence with field, value and rule."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from deploy.local import names
from deploy.local.errors import StackError
from deploy.local.layout import DataFolder, Plan
from deploy.local.stack import LocalStack

PLAN: dict[str, Any] = asdict(
    Plan(
        {"kafka": 15001, "controller": 15002, "postgres": 15003, "api": 15004},
        4,
        names.DEFAULT_SERVICES,
    )
)
PORT = "a port must be a whole number from 1 to 65535"


@pytest.mark.parametrize("value", ["99999", "0", "65536", "-1", "many", "²", "9" * 5000])
def test_a_port_out_of_range_is_refused_with_the_range(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTLOAN_API_PORT", value)
    with pytest.raises(StackError) as refused:
        LocalStack(tmp_path)
    assert str(refused.value) == f"POSTLOAN_API_PORT is {value!r}: {PORT}."


@pytest.mark.parametrize("value", ["1", "65535", " 8790 "])
def test_a_port_within_the_range_is_taken(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTLOAN_API_PORT", value)
    assert LocalStack(tmp_path)._fixed == {"api": int(value)}


@pytest.mark.parametrize("value", ["x", "0", "3", "32"])
def test_partitions_that_don_t_divide_the_shards_are_refused(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTLOAN_PARTITIONS", value)
    with pytest.raises(StackError, match=f"POSTLOAN_PARTITIONS is '{value}': .* 1, 2, 4, 8 or 16"):
        LocalStack(tmp_path)


def test_two_servers_cannot_have_one_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for use in ("KAFKA", "API"):
        monkeypatch.setenv(f"POSTLOAN_{use}_PORT", "15001")
    with pytest.raises(StackError, match="POSTLOAN_API_PORT is 15001, which POSTLOAN_KAFKA_PORT"):
        LocalStack(tmp_path)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "it can't be read"),
        ("{", "it can't be read"),
        ("[" * 100_000, "it can't be read"),
        ("[]", "it must be a JSON object"),
        ("{}", "ports is None, it must be a JSON object"),
        (json.dumps(PLAN | {"ports": {"kafka": 1}}), f"ports.controller is None, {PORT}"),
        (
            json.dumps(PLAN | {"ports": PLAN["ports"] | {"api": 99_999}}),
            f"ports.api is 99999, {PORT}",
        ),
        (
            json.dumps(PLAN | {"ports": PLAN["ports"] | {"api": "8790"}}),
            f"ports.api is '8790', {PORT}",
        ),
        (json.dumps(PLAN | {"partitions": 3}), "partitions is 3, it must be 1, 2, 4, 8 or 16"),
        (json.dumps(PLAN | {"partitions": [4]}), "partitions is [4], it must be 1, 2, 4, 8 or 16"),
        (json.dumps(PLAN | {"services": "audit"}), "services is 'audit', it must be a list"),
    ],
    ids=lambda value: value[:40],
)
def test_a_damaged_stack_json_is_named_with_what_is_wrong(
    text: str, named: str, tmp_path: Path
) -> None:
    (tmp_path / "stack.json").write_text(text)
    with pytest.raises(StackError) as refused:
        DataFolder(tmp_path).plan()
    assert f"The file {tmp_path / 'stack.json'} can't be used: {named}" in str(refused.value)


def test_the_plan_that_those_are_broken_from_is_read(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text(json.dumps(PLAN))
    assert DataFolder(tmp_path).plan() is not None
