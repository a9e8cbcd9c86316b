"""Every officers' command has a row for a wrong state, in the table of its service.

What stands in the rows is each service's own: ``tests/unit/<service>/test_wrong_state.py``.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from contracts.catalogue import DECIDING
from tests.lives.scenes import COMMANDS
from tests.states import Table

RIGHT_ANYWHERE = {
    "postloan.collection.record-consent.v1": "a person consents on whatever day, case or none: it"
    " says what the bank may do, not what the case is",
    "postloan.litigation.take-asset.v1": "an asset taken without an order is written down as a"
    " blocked act whoever tried it, case or none (catalogue 9: SELF_HELP_SEIZURE)",
}
"""Commands that no state refuses, each with the reason."""


def tables(service: str) -> tuple[Table, ...]:
    """The state machines of a service."""
    found: tuple[Table, ...] = import_module(f"tests.unit.{service}.test_wrong_state").TABLES
    return found


def test_every_command_is_refused_in_some_state_or_said_to_be_right_in_any() -> None:
    refused = {
        f"postloan.{service}.{command}.v1"
        for service in DECIDING
        for table in tables(service)
        for command, _ in table.refused()
    }
    assert set(COMMANDS) - refused == set(RIGHT_ANYWHERE)


@pytest.mark.parametrize("service", DECIDING)
def test_every_command_is_taken_in_some_state(service: str) -> None:
    """A row that is refused everywhere would prove nothing about the state."""
    rows = [
        (command, table.expected(command, state))
        for table in tables(service)
        for command in table.answers
        for state in table.states
    ]
    never = {command for command, _ in rows} - {c for c, code in rows if code == "taken"}
    assert not never


@pytest.mark.parametrize("service", DECIDING)
def test_a_row_names_only_states_of_its_table(service: str) -> None:
    """A slip in a state's name would drop its answer unseen."""
    for table in tables(service):
        for command, answer in table.answers.items():
            named = {*answer.taken, *(each for some in answer.codes.values() for each in some)}
            assert named <= set(table.states), (command, named - set(table.states))
