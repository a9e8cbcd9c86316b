"""One person is one: the debtor by all words for him, a third one by his id, an officer by his name."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts import collection_contacts
from contracts.catalogue import topics_of
from contracts.envelope import Envelope
from services.collection.domain import acts, touches
from services.collection.domain.customer import decider
from services.collection.domain.done import (
    CollectionCallMade,
    Contacted,
    DemandNoticeServed,
    MessageSent,
    SiteVisitCompleted,
)
from services.collection.domain.state import Customer
from services.collection.reactions import react
from services.kit.events import decode, encode, register
from tests.unit.collection.life import CONDUCT, LOAN, Life, in_case, on, refusal, spoken
from tests.unit.collection.samples import sample

DOMAIN = Path(touches.__file__).parent
WORDS = CONDUCT.roles.debtor.codes
"""The words for the debtor; the tests below hold for every one of them."""
LOCATE: dict[str, Any] = {
    "channel": "sms",
    "template_id": "SMS-LOCATE",
    "purposes": ("locate",),
}


# -- the debtor ----------------------------------------------------------------------------------


def test_the_words_for_the_debtor_stand_in_the_policy_only() -> None:
    """Rules: CC-04. No module of the service has a list of its own, but how old events were read."""
    found = set()
    for file in sorted(DOMAIN.parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            held = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else ()
            said = {each.value for each in held if isinstance(each, ast.Constant)}
            compared = isinstance(node, ast.Constant) and node.value in set(WORDS) - {"borrower"}
            if said & set(WORDS) or compared:
                found.add(file.name)
    assert found == {"upcasts.py"}


@pytest.mark.parametrize("word", WORDS)
def test_the_cap_of_effective_calls_is_his_whatever_he_is_called(word: str) -> None:
    """Rules: CC-02. Given three effective calls by any word, when a fourth is made, then no."""
    life = in_case()
    for hour, role in zip(("09:00", "10:00", "11:00"), WORDS, strict=True):
        assert isinstance(life.call(hour, target_role=role)[0], CollectionCallMade)
    fourth = life.call("12:00", target_role=word)[0]
    assert (fourth.code, fourth.rule) == ("CALL_BOMBING", "CC-02")


@pytest.mark.parametrize("word", WORDS)
def test_every_word_for_him_moves_his_case(word: str) -> None:
    """Rules: COL-07, COL-08, COL-09, COL-143, B.3."""
    life = in_case()
    life.call(target_role=word)
    assert life.case() == "FIRST_CONTACT_DONE"
    life.to("2024-03-25").visit(target_role=word)
    assert life.case() == "JOINT_COLLECTION"
    assert len(life.refer()[0].attempts) == 2


@pytest.mark.parametrize("word", WORDS)
def test_a_final_call_is_one_by_every_word(word: str) -> None:
    """Rules: COL-16, COL-142."""
    life = in_case()
    life.call("09:00", target_role=word)
    assert life.call("10:00", target_role=word, phone_stage="final")[0].hand_over_on == on(
        "2024-03-23"
    )
    assert refusal(lambda: life.call("11:00", target_role=word)) == "phone_stage_passed"


@pytest.mark.parametrize("word", WORDS)
def test_a_pause_and_a_signed_plan_are_for_him_by_every_word(word: str) -> None:
    """Rules: CC-10, CC-12."""
    life = spoken()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    assert refusal(lambda: life.call("11:00", target_role=word)) == "case_paused"
    life = spoken()
    life.plan(("2024-03-28", "21560.00"))
    assert refusal(lambda: life.call("11:00", target_role=word)) == "plan_running"


@pytest.mark.parametrize("word", WORDS)
def test_his_consent_and_his_notice_are_his_by_every_word(word: str) -> None:
    """Rules: CC-01, COL-10."""
    life = spoken()
    life.consent("quiet_hours")
    assert isinstance(life.call("22:10", target_role=word)[0], CollectionCallMade)
    assert isinstance(life.notice("11:00", target_role=word)[0], DemandNoticeServed)


# -- events that were stored before they named their addressee ------------------------------------


def stored_before(event: Contacted) -> Contacted:
    """The event as it was written before, read now."""
    register([type(event)])
    fields = msgspec.json.decode(encode(event))
    del fields["to_debtor"]
    if isinstance(event, SiteVisitCompleted):
        del fields["effective"]
    read = decode(event.NAME, event.VERSION - 1, msgspec.json.encode(fields))
    assert isinstance(read, Contacted)
    return read


@pytest.mark.parametrize(("word", "his"), [("borrower", True), ("co_borrower", True)])
def test_old_events_are_read_as_they_were(word: str, his: bool) -> None:
    """Rules: B.3. The same case follows from them, moves and conclusions alike."""
    life = in_case().guarantor()
    life.call("09:00", target_role=word)
    life.message("10:00", target_role=word)
    life.visit("11:00", target_role=word)
    life.notice("12:00", target_role=word)
    life.call("13:00", target_role="guarantor", target_id="G-ZHAO")
    state: Any = Customer()
    for _, event in life.events:
        read = stored_before(event) if isinstance(event, Contacted) else event
        assert read == event
        state = decider.evolve(state, read)
    assert state == life.state


def test_an_old_event_by_a_word_that_was_not_known_then_stays_another_persons() -> None:
    """Nothing that was concluded from it changes when it is read again."""
    life = in_case()
    life.call(target_role="debtor")
    assert stored_before(life.of(CollectionCallMade)[0]).to_debtor is False


def test_an_old_call_that_was_not_effective_stays_so() -> None:
    life = in_case()
    life.call(result="asked_to_stop")
    call = msgspec.structs.replace(life.of(CollectionCallMade)[0], effective=False)
    read = stored_before(call)
    assert isinstance(read, CollectionCallMade) and not read.effective


@pytest.mark.parametrize(
    ("result", "verified", "met"),
    [("reached", True, True), ("reached", False, False), ("asked_to_stop", True, False)],
)
def test_an_old_visit_met_him_whom_it_reached(result: str, verified: bool, met: bool) -> None:
    life = in_case()
    life.visit(result=result, identity_verified=verified)
    read = stored_before(life.of(SiteVisitCompleted)[0])
    assert isinstance(read, SiteVisitCompleted) and read.effective == met


# -- third persons --------------------------------------------------------------------------------


def unreached() -> Life:
    life = in_case()
    for hour in ("09:00", "10:00", "11:00"):
        life.call(hour, result="no_answer", identity_verified=False)
    return life.close()


def asked(life: Life, hour: str, role: str, who: str | None, **fields: Any) -> bool:
    """Whether the message that asks for the debtor goes out."""
    made = life.message(hour, target_role=role, target_id=who, **(LOCATE | fields))[0]
    if isinstance(made, MessageSent):
        return True
    assert (made.code, made.rule) == ("THIRD_PARTY_PRESSURE", "CC-05")
    return False


@pytest.mark.parametrize("result", ["delivered", "asked_to_stop"])
@pytest.mark.parametrize("name", ["WIFE", "wife", "ＷＩＦＥ"])
@pytest.mark.parametrize("role", CONDUCT.roles.third.codes)
def test_a_third_person_is_asked_once_as_whatever_he_is_addressed(
    role: str, name: str, result: str
) -> None:
    """Rules: CC-05, COL-72. Given one message, when it goes to the same person again, then no."""
    life = unreached()
    assert asked(life, "09:00", "relative", "WIFE", result=result)
    assert not asked(life, "10:00", role, name)
    assert asked(life, "11:00", role, "FRIEND")


def test_the_stop_of_one_person_holds_for_good_in_every_role() -> None:
    """Rules: CC-05."""
    life = unreached()
    asked(life, "09:00", "relative", "WIFE", result="asked_to_stop")
    life.to("2025-06-02")
    for hour, role in zip(("09:00", "10:00", "11:00"), CONDUCT.roles.third.codes, strict=True):
        assert not asked(life, hour, role, "WIFE")


def test_who_has_no_id_is_not_asked() -> None:
    """Rules: CC-05, COL-72. Nobody could know whether he was asked before, or asked to stop."""
    life = unreached()
    assert not asked(life, "09:00", "relative", None)
    assert asked(life, "10:00", "relative", "WIFE")


def test_an_old_contact_without_an_id_may_have_been_with_anybody() -> None:
    """Rules: CC-05. Such a one was let through before; whoever it was, nobody is asked again."""
    life = unreached()
    asked(life, "09:00", "relative", "WIFE", result="asked_to_stop")
    [sent] = life.of(MessageSent)
    nobody = msgspec.structs.replace(sent, target_id=None)
    done = tuple(nobody if each == sent else each for each in life.state.done)
    life.state = msgspec.structs.replace(life.state, done=done)
    assert not asked(life, "10:00", "contact_person", "FRIEND")


def test_a_guarantor_who_is_a_contact_person_too_is_one_person() -> None:
    """Rules: CC-04, CC-05, GUA-12. As guarantor he is liable; as the other he is asked once, or never."""
    zhao: dict[str, Any] = {"target_role": "guarantor", "target_id": "G-ZHAO"}
    life = unreached().guarantor()
    assert asked(life, "09:00", "contact_person", "G-ZHAO", result="asked_to_stop")
    assert isinstance(life.call("10:00", **zhao)[0], CollectionCallMade)
    life = unreached().guarantor()
    life.call("09:00", result="asked_to_stop", **zhao)
    assert not asked(life, "10:00", "contact_person", "G-ZHAO")
    life = unreached().guarantor()
    life.call("09:00", **zhao)
    assert asked(life, "10:00", "contact_person", "G-ZHAO")
    assert not asked(life, "11:00", "relative", "G-ZHAO")


def test_calls_to_one_person_in_two_roles_have_one_cap() -> None:
    """Rules: CC-02, GUA-12, COL-76."""
    zhao: dict[str, Any] = {"target_role": "guarantor", "target_id": "G-ZHAO"}
    life = unreached().guarantor()
    locate = {"target_role": "contact_person", "target_id": "G-ZHAO", "purposes": ("locate",)}
    assert life.call("09:00", **locate)[0].effective
    for hour in ("10:00", "11:00"):
        assert life.call(hour, **zhao)[0].effective
    assert life.call("12:00", **zhao)[0].rule == "CC-02"


@pytest.mark.parametrize(("day", "good"), [("2024-03-22", False), ("2024-03-23", True)])
def test_a_payer_who_asks_to_stop_is_left_alone_until_he_offers_again(
    day: str, good: bool
) -> None:
    """Rules: CC-05, CC-07. The offer of the same day or before does not outlive the stop."""
    life = in_case()
    payer: dict[str, Any] = {"target_role": "delegate", "target_id": "B"}
    life.consent("third_party_payer", "B")
    life.close()
    assert isinstance(life.call("09:00", result="asked_to_stop", **payer)[0], CollectionCallMade)
    life.to(day)
    life.consent("third_party_payer", "B", "K-2")
    life.close()
    assert isinstance(life.call("10:00", **payer)[0], CollectionCallMade) == good


# -- officers, as the wire brings them ------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "alone"),
    [
        (("chen",), True),
        (("chen", "CHEN"), True),
        (("chen", "ｃｈｅｎ"), True),
        (("ＣＨＥＮ", "chen"), True),
        (("chen", "liu"), False),
        (("chen", "ｌｉｕ"), False),
    ],
)
def test_a_visitor_is_one_person_in_every_width(names: tuple[str, ...], alone: bool) -> None:
    """Rules: COL-96, CC-11."""
    kind = collection_contacts.HoldVisit
    told = sample(kind).model_dump() | {
        "loan_id": LOAN,
        "at": "2024-03-21T10:00+08:00",
        "done_on": None,
        "staff_ids": names,
    }
    life = in_case()
    wire = Envelope("1", topics_of("collection").commands, kind.TYPE, life.today)
    [(_, command)] = react(kind.model_validate(told), wire, life.today)
    made = life.put(command)[0]
    assert isinstance(made, SiteVisitCompleted) != alone
    assert getattr(made, "code", None) == ("SOLO_VISIT" if alone else None)
