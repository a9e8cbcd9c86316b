"""Every officers' command with one field made wrong, put to the bank in which it was right.

Nothing ever crashes: a broken command breaks the contract by field and value, is refused by a code
and a sentence that names the field or the value, or is taken, and then the bank goes on: its days
close, its words are of the contract, the loan can be shown. ``BROKEN_COMMANDS=all`` (environment)
follows everything that is taken, in every scene; else a seeded part of it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from contracts.catalogue import parse
from contracts.envelope import Envelope
from contracts.errors import RULES, ContractError
from contracts.message import Message
from services.kit.domain import Rejected
from tests.lives.mutations import Broken, broken
from tests.lives.scenes import COMMANDS, Scene, scenes

ALL = os.environ.get("BROKEN_COMMANDS") == "all"
FOLLOWED = 1.0 if ALL else 0.04
LATER = (0, 1, 30, 400)
"""Days after the command on which the bank closes a day."""

NO_LOAN = re.compile(r"\.(set-up|launch|evaluate|close)-campaign\.|record-campaign-outcome")
"""Commands about a campaign: no loan bounds their days."""


def scenes_of(type_: str) -> list[Scene]:
    """Its scenes with different sets of fields: the last alone, or all of them."""
    found = {frozenset(each.data): each for each in scenes() if each.type == type_}
    return list(found.values()) if ALL else list(found.values())[-1:]


def put(scene: Scene, message: Message) -> None:
    """React and decide as the service would, and keep nothing."""
    house = scene.bank().houses[scene.service]
    as_of = house.known_on(scene.day)
    envelope = Envelope("broken", "/town", scene.type, scene.day)
    for stream, command in house.service.react(message, envelope, as_of):
        state = house.states.get(stream, house.service.decider.initial)
        house.service.decider.decide(command, state, house.service.policies)


def follow(scene: Scene, data: dict[str, Any]) -> None:
    """It is taken: what follows from it in all services, by day."""
    town = scene.bank()
    town.say(scene.type, scene.day, "broken", data)
    for days in LATER:
        town.close(scene.day + timedelta(days=days))
    for name in (data["loan_id"], scene.data["loan_id"]):
        if town.past(name).entries and not NO_LOAN.search(scene.type):
            town.loan(name, scene.day)
            town.loan(name, scene.day + timedelta(days=LATER[-1]))


def lent_on(scene: Scene) -> date | None:
    """The day of the loan's disbursement."""
    loan = scene.bank().houses["monitoring"].states.get(f"loan-{scene.data['loan_id']}")
    return None if loan is None else loan.opened.effective_on


def check(scene: Scene, wrong: Broken, luck: Random) -> str:
    """What became of it: ``contract``, ``refused`` or ``taken``."""
    try:
        put(scene, parse(scene.type, json.dumps(wrong.data).encode()))
    except ContractError as error:
        _check_contract(wrong, error)
        return "contract"
    except Rejected as refused:
        _check_refused(wrong, refused)
        return "refused"
    _check_taken(scene, wrong)
    if luck.random() < FOLLOWED:
        follow(scene, wrong.data)
    return "taken"


def _check_contract(wrong: Broken, error: ContractError) -> None:
    assert error.rule in RULES
    assert any(wrong.field in each.field for each in (error, *error.others)), error


def _check_refused(wrong: Broken, refused: Rejected) -> None:
    """A stable code, and a sentence that names the field or what stood there."""
    assert re.fullmatch(r"[a-z_]+", refused.code)
    said, shown = refused.detail, str(wrong.value)[:40]
    assert wrong.field in said or shown in said, f"{wrong.path} {wrong.value!r}: {refused}"


def _check_taken(scene: Scene, wrong: Broken) -> None:
    """What must never be taken."""
    if wrong.path == ("done_on",) and isinstance(wrong.value, str):
        day, first = date.fromisoformat(wrong.value), lent_on(scene)
        assert day <= scene.day, "done in the future"
        if first is not None and not NO_LOAN.search(scene.type):
            assert day >= first, "done before the loan was there"
    if isinstance(wrong.value, dict) and "currency" in wrong.value and wrong.field != "capital":
        assert wrong.value["currency"] == "CNY", "money of another currency"


@pytest.mark.parametrize("type_", sorted(COMMANDS))
def test_one_wrong_field(type_: str) -> None:
    luck, became = Random(type_), set()
    for scene in scenes_of(type_):
        for wrong in broken(scene.data, COMMANDS[type_], scene.day):
            became.add(check(scene, wrong, luck))
    assert became >= {"contract", "refused"}


def signed_wrong(type_: str, data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Somebody else, nobody, or one person for two."""
    fields = COMMANDS[type_].model_fields
    yield "role_not_allowed", data | {"role": "janitor"}
    if not fields["role"].is_required():
        yield "role_missing", {name: value for name, value in data.items() if name != "role"}
    yield "reason_missing", data | {"reason" if "reason" in fields else "assessment": "  "}
    if not fields["approved_by"].is_required():
        alone = {name: value for name, value in data.items() if not name.startswith("approve")}
        yield "second_person_missing", alone
    yield "same_person", data | {"approved_by": data["requested_by"].upper()}
    yield "approver_role_not_allowed", data | {"approver_role": "janitor"}


@pytest.mark.parametrize(
    "type_", sorted(t for t in COMMANDS if "role" in COMMANDS[t].model_fields)
)
def test_the_wrong_people(type_: str) -> None:
    (scene,) = scenes_of(type_)[-1:]
    service = scene.bank().houses[scene.service].service
    rule = service.policies.editions[-1].acts[type_.split(".")[2]]
    for code, data in signed_wrong(type_, scene.data):
        if code in ("second_person_missing", "approver_role_not_allowed") and not rule.approvers:
            continue
        with pytest.raises(Rejected) as refused:
            put(scene, parse(type_, json.dumps(data).encode()))
        assert refused.value.code == code, refused.value
