"""Alarms, the end of the guarantee period, and the act that keeps it (GU-08, GU-09, GU-51)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from services.guarantee.domain.entries import AlarmRaised, GuaranteeReleased, StandsAgain
from services.guarantee.domain.security import TimeReached, decider
from tests.unit.guarantee.story import (
    DEMAND,
    Story,
    in_arrears,
)
from tests.unit.guarantee.told import (
    DEBTOR,
    IDS,
    ZHAO,
    accelerated,
    borrower_notice,
    cny,
    contact_due,
    on,
    opened,
    stated,
    suit,
)

CALL: dict[str, Any] = {"method": "phone"}


def lent(day: str = "2021-03-20", **guarantee: Any) -> Story:
    """A loan of 24 months, due for the last time two years later."""
    story = Story()
    sent = {"guarantor_id": ZHAO, "kind": "joint"} | guarantee
    story.tell(opened(day, guarantees=(sent,)), day)
    return story


def ends(story: Story, as_of: str) -> tuple[str, str, str]:
    clock = story.guarantor(as_of).period
    assert clock is not None and clock.ends_on is not None and clock.final_end is not None
    return clock.ends_on.isoformat(), clock.final_end.isoformat(), clock.why


def changed_plan(day: str, last: str, reason: str = "extension", extra: str = "0.00") -> Any:
    part = monitoring.Installment(
        number=24,
        due_on=on(last),
        principal=cny("20000.00"),
        interest=cny("120.00"),
        fee=cny(extra),
    )
    return monitoring.ScheduleReplaced(
        **IDS,
        change_id="CH-1",
        reason=reason,
        financial_difficulty=False,
        schedule=(part,),
        effective_on=on(day),
    )


# -- alarms and the end -----------------------------------------------------------------------------


def test_alarms_come_90_60_30_and_7_days_before_the_end() -> None:
    story = lent()
    story.pass_days("2023-09-20")
    assert [(a.effective_on.isoformat(), a.days) for a in story.made(AlarmRaised)] == [
        ("2023-06-22", 90),
        ("2023-07-22", 60),
        ("2023-08-21", 30),
        ("2023-09-13", 7),
    ]
    assert story.made(GuaranteeReleased) == []
    assert ("claim_on_guarantor", ZHAO, "2023-09-20") in story.due("2023-09-20")


def test_warnings_of_the_document_do_not_depend_on_what_was_heard_before_the_ticks() -> None:
    """A word of another topic may come before the ticks of 90 and 60 days before the end: one alarm."""
    calm, hasty = lent(), lent()
    calm.pass_days("2023-07-25")
    hasty.today = on("2023-07-26")
    for story in (calm, hasty):
        story.put(TimeReached(as_of=on("2023-07-26")))
    assert [len(story.made(AlarmRaised)) for story in (calm, hasty)] == [2, 1]
    for day, warnings in (("2023-06-21", 0), ("2023-06-22", 1), ("2023-07-26", 2)):
        assert [s.guarantor(day).alarms for s in (calm, hasty)] == [warnings] * 2, day
    calm.pass_days("2023-12-31")
    assert calm.guarantor("2023-12-31").alarms == 4


def test_a_warning_of_a_day_after_the_suit_is_none_though_it_was_given() -> None:
    """GU-08, GU-09: sued on 1 July, which is heard on 1 August: only that of 22 June fell before."""
    story = lent()
    story.tell(suit("2023-07-01", ZHAO), "2023-08-01")
    assert [alarm.days for alarm in story.made(AlarmRaised)] == [90, 60]
    assert story.guarantor("2023-07-31", "2023-07-31").alarms == 2
    assert story.guarantor("2023-08-01").alarms == 1


def test_alarms_go_by_the_earlier_end_and_the_release_by_the_later() -> None:
    story = lent()
    whole = accelerated("2022-06-25", "260000.00")
    story.tell(stated("2022-06-25", whole, called="2022-06-25"), "2022-06-25")
    story.pass_days("2023-09-21")
    alarms = [(a.effective_on.isoformat(), a.days) for a in story.made(AlarmRaised)]
    assert alarms == [
        ("2022-09-27", 90),
        ("2022-10-27", 60),
        ("2022-11-26", 30),
        ("2022-12-19", 7),
    ]
    assert [e.effective_on for e in story.made(GuaranteeReleased)] == [on("2023-09-21")]


def test_an_earlier_end_that_is_past_when_it_is_known_is_alarmed_once_more() -> None:
    story = lent()
    whole = accelerated("2022-06-25", "260000.00")
    story.tell(stated("2022-06-25", whole, called="2022-06-25"), "2023-02-01")
    raised = [
        (a.effective_on.isoformat(), a.ends_on.isoformat(), a.days)
        for a in story.made(AlarmRaised)
    ]
    assert raised == [("2023-02-01", "2022-12-26", 7)]
    story.pass_days("2023-03-01")
    assert len(story.made(AlarmRaised)) == 1


def test_a_loan_known_late_is_alarmed_at_once_and_once() -> None:
    story = Story()
    story.pass_days("2023-08-01")
    sent = {"guarantor_id": ZHAO, "kind": "joint"}
    story.tell(opened("2021-03-20", guarantees=(sent,)), "2023-08-02")
    assert [(a.effective_on, a.days) for a in story.made(AlarmRaised)] == [(on("2023-08-02"), 60)]


def test_nobody_asked_in_time_and_he_is_free() -> None:
    story = lent()
    story.pass_days("2023-09-20")
    assert story.guarantor("2023-09-20").state == "registered"
    story.pass_days("2023-09-21")
    shown = story.guarantor("2023-09-21")
    assert (shown.state, shown.release_reason, shown.released_on) == (
        "expired",
        "period_expired",
        on("2023-09-21"),
    )
    assert shown.liable == cny("0.00")
    assert story.due("2023-09-21") == []


def notified_in_time(**guarantee: Any) -> Story:
    story = lent(**guarantee)
    claim = accelerated("2023-02-20", "20000.00", "120.00")
    story.tell(stated("2023-02-21", claim, since="2023-02-20"), "2023-02-21")
    story.tell(contact_due("2023-02-24"), "2023-02-24")
    story.act("NotifyGuarantor", "2023-02-24", **CALL)
    story.tell(borrower_notice("2023-02-27"), "2023-02-27")
    return story


@pytest.mark.parametrize(("day", "kept"), [("2023-09-20", True), ("2023-09-21", False)])
def test_a_demand_on_the_last_day_is_in_time_and_a_signature_later_revives_nothing(
    day: str, kept: bool
) -> None:
    story, asked = notified_in_time(), {**DEMAND, "amount": cny("20000.00")}
    story.tell(stated("2023-05-04", accelerated("2023-03-20", "20000.00")), "2023-05-04")
    if kept:
        story.act("ServeGuarantorDemand", day, **asked)
        story.pass_days("2023-12-31")
        assert story.guarantor("2023-12-31").state == "demanded"
    else:
        said = story.refused("guarantee_expired", "ServeGuarantorDemand", day, **asked)
        assert "GU-51" in said
        story.refused(
            "guarantee_expired", "VerifyAddress", day, source="own_statement", document_id="A"
        )


def test_a_demand_between_the_two_ends_says_that_it_is_contested() -> None:
    from services.guarantee.domain.guarantor_events import GuarantorDemandServed

    story = notified_in_time(signed_on="2021-03-20")
    whole = accelerated("2023-03-01", "20000.00")
    story.tell(stated("2023-03-01", whole, called="2023-03-01"), "2023-03-01")
    assert ends(story, "2023-03-01")[:2] == ("2023-09-01", "2023-09-20")
    story.act("ServeGuarantorDemand", "2023-09-04", **DEMAND, amount=cny("20000.00"))
    assert story.made(GuarantorDemandServed)[0].contested


def test_a_demand_in_time_that_is_known_late_undoes_the_release() -> None:
    story = notified_in_time()
    story.tell(stated("2023-05-04", accelerated("2023-03-20", "20000.00")), "2023-05-04")
    story.pass_days("2023-09-25")
    assert story.guarantor("2023-09-25").state == "expired"
    asked: dict[str, Any] = {**DEMAND, "amount": cny("20000.00"), "done_on": "2023-09-19"}
    story.act("ServeGuarantorDemand", "2023-09-26", **asked)
    assert story.guarantor("2023-09-25").state == "demanded"
    assert story.guarantor("2023-09-25", known_on="2023-09-25").state == "expired"
    assert [e.guarantor_id for e in story.made(StandsAgain)] == [ZHAO]


# -- the act that is required (GU-09) ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "defendants", "kept"),
    [
        ("joint", (DEBTOR, ZHAO), True),
        ("joint", (DEBTOR,), False),
        ("joint", (ZHAO,), True),
        ("general", (DEBTOR, ZHAO), True),
        ("general", (DEBTOR,), True),
        ("general", (ZHAO,), False),
    ],
)
def test_joint_asks_for_a_claim_on_him_general_for_a_suit_against_the_debtor(
    kind: str, defendants: tuple[str, ...], kept: bool
) -> None:
    story = lent(kind=kind)
    story.tell(suit("2023-06-01", *defendants), "2023-06-01")
    story.pass_days("2023-10-01")
    assert (story.guarantor("2023-10-01").release_reason is None) is kept


def test_a_demand_keeps_no_general_guarantee_alive() -> None:
    story = notified_in_time(kind="general")
    story.act("ServeGuarantorDemand", "2023-02-28", **DEMAND, amount=cny("20120.00"))
    assert ("sue_debtor", ZHAO, "2023-09-20") in story.due("2023-02-28")
    story.pass_days("2023-09-21")
    shown = story.guarantor("2023-09-21")
    assert (shown.state, shown.called_on) == ("expired", "demanded")


@pytest.mark.parametrize(("day", "kept"), [("2023-09-20", True), ("2023-09-21", False)])
def test_a_suit_counts_by_its_day_however_late_it_is_known(day: str, kept: bool) -> None:
    story = lent(kind="general")
    story.pass_days("2023-10-31")
    story.tell(suit(day, DEBTOR), "2023-11-01")
    assert (story.guarantor("2023-11-01").state == "registered") is kept


def test_a_suit_before_he_stood_is_none_for_him() -> None:
    story = Story()
    story.tell(opened("2021-03-20"), "2021-03-20")
    story.tell(suit("2022-01-10", DEBTOR, ZHAO), "2022-01-10")
    late: dict[str, Any] = {"kind": "joint", "signed_on": "2022-02-01", "document_id": "G-1"}
    story.act("RegisterGuarantee", "2022-02-01", **late)
    assert story.guarantor("2022-02-01").state == "registered"


def test_nothing_interrupts_the_period() -> None:
    """Notice, warning and payment leave the end where it is."""
    from tests.unit.guarantee.told import balance

    story = notified_in_time(kind="general")
    story.tell(balance("2023-03-01", 20, "19000.00", "Z-1", "1000.00"), "2023-03-01")
    assert ends(story, "2023-03-01")[0] == "2023-09-20"
    assert in_arrears().guarantor("2024-03-25").period is not None


def test_the_last_day_is_not_over_while_it_lasts() -> None:
    story = lent()
    signal = monitoring.RiskSignalRaised(
        **IDS, effective_on=on("2023-09-20"), signal_id="S-1", codes=("TURNOVER_DROP",)
    )
    story.tell(signal, "2023-09-20")
    assert story.made(GuaranteeReleased) == []
    assert [due.on for due in decider.agenda(story.state)] == [on("2023-09-21")]


def test_who_is_void_is_neither_alarmed_nor_released() -> None:
    story = lent(guarantor_kind="state_organ")
    assert decider.agenda(story.state) == ()
    story.pass_days("2023-12-31")
    story.tell(suit("2024-01-10", DEBTOR), "2024-01-10")
    assert (story.made(AlarmRaised), story.made(GuaranteeReleased)) == ([], [])


def test_an_alarm_is_raised_once_whatever_else_happens() -> None:
    story = lent()
    story.pass_days("2023-06-22")
    story.tell(suit("2023-06-26", DEBTOR), "2023-06-26")
    assert [a.days for a in story.made(AlarmRaised)] == [90]
