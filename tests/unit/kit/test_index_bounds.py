"""Every text in an index is bounded by the contract, so that no message can make the database refuse a row.

PostgreSQL takes an index row of a B-tree up to 2,704 bytes, and refuses the whole batch beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from contracts.errors import IDENTIFIER_PATTERN

BTREE_BYTES = 2_704
BYTES_OF_A_CHARACTER = 4
"""At most, in UTF-8, which is how the databases keep text."""
IDENTIFIER = int(re.search(r"\{1,([0-9]+)\}", IDENTIFIER_PATTERN)[1]) * BYTES_OF_A_CHARACTER  # type: ignore[index]
WORD = 64
"""A word of our own code: a service, a rule, a kind of stream or of work. The longest has 40 letters."""
TOPIC = 249
"""Kafka takes no longer name of a topic."""
FILE_NAME = 255
"""No file system has longer names."""
BOUNDS = {
    "loan_id": IDENTIFIER,  # contracts.envelope for a letter's, the message's own field for others
    "obligor_id": IDENTIFIER,
    "key": IDENTIFIER,
    "stream": WORD + IDENTIFIER,  # reactions.py of each service: a word and one number
    "reason": WORD + IDENTIFIER,  # of work that falls due: a word, and of whom or what
    "service": WORD,
    "rule": WORD,
    "name": WORD,
    "topic": TOPIC,
    "policy_id": 2 * FILE_NAME,  # policy.py: the names of the edition's folder and file
    "version": WORD,  # of a migration; elsewhere a number
}
FIXED = 16
"""Any other column: a number, a day, an instant or a uuid. (A digest is of our own making.)"""
MIGRATIONS = sorted(Path(__file__).parents[3].glob("services/*/migrations/*.sql"))
TABLE = re.compile(r"create table (?P<name>[\w.]+) \((?P<body>.*?)\n\)", re.S)
COLUMN = re.compile(r"^\s+(?P<name>\w+)\s+text\b(?P<rest>[^,\n]*)", re.M)
KEY = re.compile(r"(?:primary key|unique) \((?P<columns>[^)]+)\)")
INDEX = re.compile(r"create (?:unique )?index \w+ on (?P<table>[\w.]+) \((?P<columns>[^)]+)\)")


class Index(NamedTuple):
    """The columns of an index, and which of them are texts."""

    table: str
    columns: tuple[str, ...]
    texts: frozenset[str]


def indexes() -> Iterator[Index]:
    """All that the migrations make."""
    sql = "\n".join(path.read_text("utf-8") for path in MIGRATIONS)
    texts: dict[str, frozenset[str]] = {}
    for table in TABLE.finditer(sql):
        name, body = table["name"], table["body"]
        texts[name] = frozenset(each["name"] for each in COLUMN.finditer(body))
        for key in KEY.finditer(body):
            yield Index(name, tuple(key["columns"].split(", ")), texts[name])
        for each in COLUMN.finditer(body):
            if "primary key" in each["rest"]:
                yield Index(name, (each["name"],), texts[name])
    for index in INDEX.finditer(sql):
        yield Index(index["table"], tuple(index["columns"].split(", ")), texts[index["table"]])


FOUND = sorted(set(indexes()), key=lambda each: (each.table, each.columns))


def test_the_indexes_are_found() -> None:
    named = {(each.table, each.columns) for each in FOUND}
    assert ("audit.entry", ("loan_id", "loan_position", "shard")) in named
    assert ("audit.loan", ("loan_id",)) in named
    assert ("audit.stream", ("shard", "key")) in named
    assert ("store.agenda", ("shard", "due_on", "stream", "reason")) in named
    assert ("store.stream", ("stream",)) in named


@pytest.mark.parametrize("index", FOUND, ids=lambda each: f"{each.table} {' '.join(each.columns)}")
def test_the_longest_values_that_the_contract_allows_fit_into_the_index(index: Index) -> None:
    unbounded = {each for each in index.columns if each in index.texts} - BOUNDS.keys()
    assert not unbounded, "what bounds them? A message could end the service that keeps it"
    size = sum(BOUNDS[each] if each in index.texts else FIXED for each in index.columns)
    assert size <= BTREE_BYTES
