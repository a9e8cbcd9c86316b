"""The first days of a case, by all six services: D1, a guarantor who comes late, strange collateral."""

from __future__ import annotations

import pytest

from contracts import collection
from services.kit.domain import Rejected
from tests.lives.lending import lend
from tests.lives.telling import Told, on
from tests.lives.whole_life import collected, guarantor_paid, until
from tests.lives.whole_life_end import in_kind

CALL = {"recording_id": "REC-1", "phone_stage": "first_contact"}
QIAN = {"guarantor_id": "G-QIAN", "signed_on": "2024-02-20", "document_id": "G-9"}


def lent(**changed: object) -> Told:
    life = Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life, **changed)
    return life


def test_what_is_done_on_d1_is_entered_when_d1_is_closed_and_counts_from_d1() -> None:
    """Instalment 1 falls due on 10 February 2024 (D0); the 11th is D1 (ADR 0023)."""
    life = lent()
    with pytest.raises(Rejected) as refused:
        life.contact("make-call", "2024-02-11", **CALL)
    assert refused.value.code == "case_unknown"
    assert "entered after its close, with done_on 2024-02-11" in refused.value.detail
    life.close()
    d1 = {"at": "2024-02-11T09:30+08:00", "done_on": "2024-02-11"}
    life.contact("make-call", **CALL, **d1)
    life.act("collection", "record-arrears-cause", done_on="2024-02-11", cause="illness")
    shown = life.loan("2024-02-11")["collection"]
    assert shown["state"] == "FIRST_CONTACT_DONE"
    (opened,) = life.told(collection.CollectionCaseOpened)
    assert opened.effective_on == on("2024-02-11")
    assert [each["at"] for each in shown["contacts"]] == [d1["at"]]


def test_a_case_opens_at_once_when_a_fact_of_the_open_day_brings_arrears() -> None:
    """The money of instalment 1 goes back on 15 February: the case is there the same morning."""
    life = lent()
    life.pay("R-1", "10300.00", "2024-02-10")
    life.undo("R-1", "2024-02-15")
    life.contact("make-call", **CALL)
    assert life.loan("2024-02-15")["collection"]["state"] == "FIRST_CONTACT_DONE"


def test_who_pays_on_d1_has_no_case() -> None:
    """The instalment of 10,300.00 and a day's penalty of 0.03 % on 10,000.00."""
    life = lent()
    life.pay("R-1", "10303.00", "2024-02-11")
    life.close()
    assert not life.told(collection.CollectionCaseOpened)


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        ("2024-02-20", "2024-02-20"),  # a Tuesday
        ("2024-02-24", "2024-02-26"),  # a Saturday: on Monday
    ],
)
def test_a_guarantor_registered_after_d4_is_told_at_once(signed: str, due: str) -> None:
    """GUA-08. D4 is 14 February, in the holidays, so Sunday 18, on which people worked."""
    life = lent(guarantees=[])
    officer = {"role": "preservation_officer"}
    qian = {**QIAN, "signed_on": signed}
    life.act("guarantee", "register-guarantee", signed, **officer, **qian)
    life.to(due)
    told = {"guarantor_id": "G-QIAN", "contact_id": life.reached("G-QIAN"), "method": "phone"}
    with pytest.raises(Rejected, match="contact_not_due"):
        life.act("guarantee", "notify-guarantor", **officer, **told)
    life.close()
    (word,) = life.told(collection.GuarantorContactDue)
    assert word.effective_on == on(due)
    duties = life.loan(due)["guarantee"]["due"]
    assert ("notify_guarantor", due) in [(each["what"], each["on"]) for each in duties]
    life.act("guarantee", "notify-guarantor", **officer, **told)


def test_an_asset_is_collateral_only_when_guarantee_has_charged_it() -> None:
    life = until(collected)
    guarantor_paid(life)
    strange = life.fork()
    in_kind(life)  # the shop is charged
    assert life.loan("2025-03-05")["disposal"]["assets"]

    take = [data for type_, data in life.sent if type_.endswith("accept-payment-in-kind.v1")][-1]
    strange.to("2025-02-24")
    for type_, data in life.sent:
        if type_.endswith(("assess-disposal.v1", "select-route.v1")):
            strange.say(type_, **data)
    name = "postloan.disposal.accept-payment-in-kind.v1"
    with pytest.raises(Rejected, match="collateral_unknown: collateral_id 'SHOP-9'"):
        strange.say(name, "2025-03-05", **(take | {"collateral_id": "SHOP-9"}))
    charge = {"collateral_id": "SHOP-9", "kind": "shop", "document_id": "M-9"}
    strange.act("guarantee", "register-collateral", **charge)
    strange.say(name, **(take | {"collateral_id": "SHOP-9"}))
    taken = [e for e in strange.loan("2025-03-05")["guarantee"]["collateral"]
             if e["collateral_id"] == "SHOP-9"]  # fmt: skip
    assert taken[0]["state"] == "received_in_satisfaction"
