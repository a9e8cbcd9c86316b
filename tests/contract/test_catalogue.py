"""The catalogue: one publisher per message, topics that exist, names that hold together."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import contracts
from contracts.catalogue import (
    CATALOGUE,
    COREBANK,
    DECIDING,
    MODELS,
    RETIRED,
    SEALS,
    SERVICES,
    TOPICS,
    Row,
)
from contracts.errors import RULES
from contracts.message import Message

ROOT = Path(contracts.__file__).parent.parent
KNOWN = {"corebank", "console", *SERVICES}


def all_messages(base: type[Message] = Message) -> set[type[Message]]:
    """Every message class that is defined in the contract and has a type of its own."""
    found = {base} if "TYPE" in vars(base) else set()
    for child in base.__subclasses__():
        if child.__module__.startswith("contracts."):
            found |= all_messages(child)
    return found


def test_each_message_has_one_line_and_one_publisher() -> None:
    assert len(CATALOGUE) > 30
    counted = Counter(row.message.TYPE for row in CATALOGUE)
    assert set(counted.values()) == {1}
    assert {*(row.message for row in CATALOGUE), *RETIRED} == all_messages()
    assert set(MODELS.values()) == all_messages()


def test_what_is_retired_is_on_no_line_and_can_still_be_read() -> None:
    assert RETIRED
    assert not set(RETIRED) & {row.message for row in CATALOGUE}
    assert all(MODELS[message.TYPE] is message for message in RETIRED)


def test_audit_reads_journals_only() -> None:
    assert [row for row in CATALOGUE if "audit" in (row.publisher, *row.subscribers)] == []


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.message.TYPE)
def test_publisher_and_subscribers_are_known_and_the_topic_is_the_publishers(row: Row) -> None:
    assert row.publisher in KNOWN
    assert set(row.subscribers) <= KNOWN - {row.publisher}
    owner = row.message.TYPE.split(".")[1]
    if row.publisher == "corebank":
        assert row.topic == COREBANK
        assert row.message.TYPE.startswith("corebank.")
    elif row.publisher == "console":
        assert row.topic == TOPICS[owner].commands  # type: ignore[index]
        assert row.subscribers == (owner,)
    else:
        assert owner == row.publisher
        assert row.topic in (TOPICS[owner].events, TOPICS[owner].replies)  # type: ignore[index]


def test_a_topic_has_one_writer() -> None:
    writers: dict[str, set[str]] = {}
    for row in CATALOGUE:
        writers.setdefault(row.topic, set()).add(row.publisher)
    assert {len(each) for each in writers.values()} == {1}


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.message.TYPE)
def test_a_message_is_keyed_by_the_obligor_or_is_a_tick(row: Row) -> None:
    fields = row.message.model_fields
    if row.key == "obligor_id":
        assert "obligor_id" in fields
    else:
        assert set(fields) == {"business_date"}


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.message.TYPE)
def test_a_type_ends_in_its_major_version(row: Row) -> None:
    name, _, version = row.message.TYPE.rpartition(".v")
    assert name == name.lower()
    assert row.message.SCHEMA.split(".")[0] == version
    assert row.message.__doc__


def test_the_topics_are_those_of_the_contract() -> None:
    assert COREBANK == "corebank.loan.v1"
    assert SEALS == "postloan.seals.v1"
    assert tuple(TOPICS) == DECIDING == tuple(each for each in SERVICES if each != "audit")
    assert TOPICS["monitoring"] == (
        "postloan.monitoring.v1",
        "postloan.monitoring.journal.v1",
        "postloan.monitoring.commands.v1",
        "postloan.monitoring.replies.v1",
        "dlq.monitoring",
    )


def rules_raised() -> dict[str, str]:
    """Rule codes that the code raises, with one file that does."""
    raised: dict[str, str] = {}
    for path in [*(ROOT / "contracts").glob("*.py"), *(ROOT / "services").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", "")
            first = node.args[0]
            if name in ("ContractError", "broken", "MoneyError") and isinstance(
                first, ast.Constant
            ):
                raised[first.value] = path.name
    return raised


def test_each_rule_that_is_raised_is_listed() -> None:
    raised = rules_raised()
    assert len(raised) > 30
    assert set(raised) <= set(RULES), {rule: raised[rule] for rule in set(raised) - set(RULES)}


def test_each_rule_that_is_listed_is_used() -> None:
    text = "".join(
        path.read_text("utf-8")
        for path in [*(ROOT / "contracts").glob("*.py"), *(ROOT / "services/kit").glob("*.py")]
    )
    # Once in the list, and at least once where it is raised or translated into.
    assert [rule for rule in RULES if text.count(f'"{rule}"') < 2] == []


def test_each_message_rule_is_listed() -> None:
    for message in MODELS.values():
        assert set(message.RULES) <= set(RULES)


def test_the_contract_imports_nothing_of_ours() -> None:
    files = list((ROOT / "contracts").glob("*.py"))
    assert len(files) > 15
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not [name for name in names if name.split(".")[0] in ("services", "deploy")]
