"""Words of an act at the gate: only listed ones, found however they are written, none of them kept."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import touches
from services.kit.conduct.blocked import BlockedAct
from tests.lives.gate_probes import PROBES, credit_notice, letter, notice, reminder
from tests.unit.collection.life import in_case


def codes(made: list[Any]) -> list[tuple[str, str]]:
    return [(each.code, each.rule) for each in made if isinstance(each, BlockedAct)]


@pytest.mark.parametrize("command", PROBES)
@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        (
            {"contact_source": "bought_list"},
            {"contact_source": "authorised_by_debtor"},
            ("CALL_DETAIL_USE", "CC-08"),
        ),
        (
            {"purposes": ["public_shaming"]},
            {"purposes": ["reminder", "service_of_notice"]},
            ("INTIMIDATING_TONE", "COL-85"),
        ),
        (
            {"statements": ["will_post_your_photo"]},
            {"statements": ["credit_report", "plan_offered"]},
            ("INTIMIDATING_TONE", "COL-70"),
        ),
        (
            {"data_fields": ["amount", "id_number"]},
            {"data_fields": ["amount", "due_on"]},
            ("PROFILE_TEMPER", "COL-46"),
        ),
        ({"data_fields": ["health"]}, {"data_fields": []}, ("PROFILE_TEMPER", "COL-46")),
    ],
)
def test_a_word_that_no_list_has_is_not_said_to_anybody(
    command: str, wrong: dict[str, Any], right: dict[str, Any], expected: tuple[str, str]
) -> None:
    """Rules: CC-08, COL-46, COL-70, COL-85, GUA-17."""
    does = PROBES[command][0]
    if expected[1] == "COL-46" and command == "send-risk-warning":
        expected = (expected[0], "GUA-17")
    assert codes(does(wrong)) == [expected]
    made = does(right)
    assert made and not codes(made)


def test_only_counsel_speaks_of_a_suit() -> None:
    """Rules: POL-18."""
    suit = {"statements": ["suit_possible"]}
    assert not codes(letter(suit))
    for does in (reminder, notice, credit_notice):
        assert codes(does(suit)) == [("INTIMIDATING_TONE", "COL-70")]


@pytest.mark.parametrize(
    ("template", "code"), [(None, None), ("NOTICE-CREDIT", None), ("SCRIPT-D1", "DEBT_DISCLOSURE")]
)
def test_an_act_without_a_channel_goes_by_those_of_its_text(
    template: str | None, code: str | None
) -> None:
    """Rules: COL-47."""
    made = credit_notice({"identity_verified": False, "template_id": template})
    assert [each for each, _ in codes(made)] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("NOTICE-CREDIT", None),
        ("SCRIPT-D1", "UNAPPROVED_LETTER"),
        ("LETTER-REMINDER", "UNAPPROVED_LETTER"),
    ],
)
def test_the_notice_before_a_credit_report_goes_by_its_own_text(
    template: str, code: str | None
) -> None:
    """Rules: COL-60, XCT-57. A script read by telephone is a call of collection, which is counted."""
    made = credit_notice({"identity_verified": True, "template_id": template})
    assert [each for each, _ in codes(made)] == ([] if code is None else [code])


@pytest.mark.parametrize(
    "text",
    [
        "再不还款就坐 牢",
        "再不还款就坐\u3000牢",
        "再不还款就拘\u200b留",
        "再不还款就拘\ufe0f留",
        "ｄｅｔｅｎｔｉｏｎ",
        "You face deten\u00adtion.",
        "将DETENTION你",
        "You may be\narrested",
        "You will be arrested.",
        "You face criminal  charges.",
        "本案不涉及刑事责任?再不还就判刑",
    ],
)
def test_a_threat_is_one_however_it_is_written(text: str) -> None:
    """Rules: LIT-17, LIT-32."""
    [(code, _)] = codes(letter(None, text=text))
    assert code in ("DETENTION_THREAT", "PROSECUTION_THREAT")


@pytest.mark.parametrize(
    "text",
    [
        "The new plan arrested the decline of your business.",
        "Your criminal record is not affected.",
        "本案不涉及刑事责任",
        "本案不涉及 刑事责任。",
        "本案不涉及刑事犯罪",
        "The detentions of vehicles are not our matter.",
        "请坐。牢记还款日",
    ],
)
def test_innocent_words_are_none(text: str) -> None:
    made = letter(None, text=text)
    assert made and not codes(made)


def test_two_texts_are_not_read_as_one() -> None:
    assert not codes(letter(None, text="走", aims=("suit",)))


@pytest.mark.parametrize(
    ("role", "kept"),
    [
        ("妻子李红 13800000000", "other"),
        ("relative", "relative"),
        ("contact_person", "contact_person"),
        ("employer", "employer"),
        ("delegate", "delegate"),
    ],
)
def test_a_blocked_act_names_no_word_of_its_own(role: str, kept: str) -> None:
    """Rules: COL-72."""
    [event] = reminder({"target_role": role})
    assert event.target_role == kept


@pytest.mark.parametrize(
    ("channel", "kept"),
    [("微信 李红 13800000000", "other"), ("chat_group", "chat_group")],
)
def test_nor_a_channel_or_an_officers_role_of_its_own(channel: str, kept: str) -> None:
    """Rules: XCT-15."""
    made = in_case().act(touches.PostUpdate, channel=channel, data_fields=())
    assert [each.channel for each in made if isinstance(each, BlockedAct)] == [kept]
    for role, stands in (("李红 13800000000", "other"), ("collector", "collector")):
        [event] = letter({"tone": "angry"}, role=role)
        assert (event.role, event.channel, event.target_role) == (stands, "letter", "debtor")
