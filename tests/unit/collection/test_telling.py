"""Who hears of the debt is judged by what the act tells, not only by the data it declares."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.done import (
    CollectionCallMade,
    Contacted,
    DemandNoticeAttempted,
    DemandNoticeServed,
)
from tests.unit.collection.life import CONDUCT, EDITION, Life, in_case
from tests.unit.collection.test_notices import on_d7
from tests.unit.collection.test_ways import POST, code

UNKNOWN: dict[str, Any] = {"identity_verified": False}
SIS: dict[str, Any] = {"target_role": "relative", "target_id": "SIS", "purposes": ("locate",)}
TAKEN = "CollectionCallMade"


def unreachable() -> Life:
    """His number is invalid, so others may be asked for him once (CC-05, CC-06)."""
    life = in_case()
    life.call(result="invalid_number", identity_verified=False)
    return life


# -- third persons (COL-72) ---------------------------------------------------------------------------


@pytest.mark.parametrize("statement", EDITION.gate.statements.codes)
def test_a_third_person_hears_no_statement_about_the_debt(statement: str) -> None:
    """Rules: COL-72, CC-05."""
    made = unreachable().call("11:00", **SIS, statements=(statement,))
    silent = statement == "complaint_channel"
    assert code(made) == (TAKEN if silent else "DEBT_DISCLOSURE")


@pytest.mark.parametrize(
    ("template", "channel"),
    [
        (name, channel)
        for name, row in CONDUCT.templates.items()
        for channel in row.channels
        if row.released_to is None and channel in EDITION.gate.written.codes
    ],
)
def test_a_third_person_gets_none_but_the_neutral_text(template: str, channel: str) -> None:
    """Rules: COL-72, CC-05."""
    made = unreachable().message("11:00", **SIS, template_id=template, channel=channel)
    assert code(made) == ("MessageSent" if template == "SMS-LOCATE" else "DEBT_DISCLOSURE")


@pytest.mark.parametrize("template", ["SCRIPT-D1", None])
def test_a_third_person_is_called_by_no_script_of_collection(template: str | None) -> None:
    """Rules: COL-72."""
    made = unreachable().call("11:00", **SIS, template_id=template)
    assert code(made) == (TAKEN if template is None else "DEBT_DISCLOSURE")


@pytest.mark.parametrize("result", ["delivered", "returned"])
def test_no_demand_goes_to_a_third_person(result: str) -> None:
    """Rules: COL-72, CC-04. Not even as an attempt."""
    life = unreachable()
    before = len(life.of(Contacted))
    assert code(life.notice("11:00", **SIS, **(POST | {"result": result}))) == "DEBT_DISCLOSURE"
    assert len(life.of(Contacted)) == before


def test_who_offered_to_pay_is_told_but_nothing_is_served_on_him() -> None:
    """Rules: CC-04, CC-07, COL-71."""
    life = in_case()
    life.consent("third_party_payer", "SIS")
    sis = SIS | {"purposes": ("information",)}
    assert code(life.message("11:00", **sis)) == "MessageSent"
    assert code(life.notice("12:00", **sis, **POST)) == "THIRD_PARTY_PRESSURE"


# -- before the identity is verified (COL-47) ---------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "known", "found"),
    [
        (("credit_report", "contract_penalty"), False, "DEBT_DISCLOSURE"),
        (("credit_report", "contract_penalty"), True, TAKEN),
        (("complaint_channel",), False, TAKEN),
        ((), False, TAKEN),
    ],
)
def test_nobody_unknown_hears_a_statement_about_the_debt(
    statements: tuple[str, ...], known: bool, found: str
) -> None:
    """Rules: COL-47."""
    made = in_case().call(statements=statements, identity_verified=known)
    assert code(made) == found


@pytest.mark.parametrize("result", ["reached", "asked_to_stop", "no_answer"])
def test_a_script_ends_with_the_identity_check_for_whom_is_unknown(result: str) -> None:
    """Rules: COL-47, XCT-52. Somebody else took the call, and was told nothing."""
    life = in_case()
    made = life.call(template_id="SCRIPT-D1", result=result, identity_verified=False)
    assert code(made) == TAKEN
    assert not life.of(CollectionCallMade)[-1].effective


def test_a_script_that_was_gone_on_with_told_of_the_debt() -> None:
    """Rules: COL-47, XCT-52."""
    said = {"template_id": "SCRIPT-D1", "data_fields": ("arrears",)}
    assert code(in_case().call(**said, identity_verified=False)) == "DEBT_DISCLOSURE"
    assert code(in_case().call(**said, identity_verified=True)) == TAKEN


def test_what_is_said_to_be_told_is_judged_though_nobody_answered() -> None:
    """Rules: COL-47. Words that are left on a machine are told to whoever hears it."""
    told = {"statements": ("credit_report",), "result": "no_answer"}
    assert code(in_case().call(**UNKNOWN, **told)) == "DEBT_DISCLOSURE"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, "DEBT_DISCLOSURE"),
        ({"result": "no_answer"}, DemandNoticeAttempted.__name__),
        (POST, DemandNoticeServed.__name__),
    ],
)
def test_a_notice_is_handed_to_whom_is_known(fields: dict[str, Any], found: str) -> None:
    """Rules: COL-47. By post it goes to his own address, and at a closed door nobody reads it."""
    assert code(on_d7().notice(**UNKNOWN, **fields)) == found
