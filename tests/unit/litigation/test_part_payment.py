"""LM-05: what the debtor himself pays starts a limitation that runs anew; nobody else's money does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts import monitoring
from services.kit import clocks
from services.kit.domain import changed
from services.litigation.domain.conclusions import ClockMoved
from services.litigation.domain.facts import PaymentNoted
from services.litigation.domain.limitation import clock_moves, reading_on
from services.litigation.domain.log import Log
from tests.unit.litigation.cases import END, ENFORCE, SUIT, filed, judged, ready
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.test_limitation import acknowledged, lent, replanned
from tests.unit.litigation.told import (
    LIANG,
    THREE,
    claim,
    demand,
    entry,
    on,
    opened,
    payment,
    settled,
)

LEFT = "255000.00"


def paid(story: Story, day: str, number: int = 40, told: str | None = None, **more: str) -> None:
    """The borrower brings 5,000.00, as long as ``more`` doesn't say somebody else."""
    story.tell(told or day, payment(day, number, "5000.00", LEFT, **more))


@pytest.mark.parametrize(
    ("day", "last"),
    [("2027-06-25", ("2027-06-25", "interrupted", "2030-06-25")),
     ("2027-06-26", ("2027-06-26", "expired", "2027-06-25"))],
)  # fmt: skip
def test_it_runs_anew_from_a_payment_on_its_last_day_and_no_later(
    day: str, last: tuple[str, str, str]
) -> None:
    """Rules: LM-05, LM-03."""
    story = accelerated()
    paid(story, day)
    assert story.clock()[-1] == last
    shown = story.seen(day).limitation
    assert shown is not None and shown[0].live is (last[1] == "interrupted")
    assert ("limitation_of_claim" in story.due_on(day)) is shown[0].live


def test_what_comes_on_the_first_day_after_the_end_hides_no_expiry() -> None:
    """Rules: LM-03, LIT-04. Told before that day's end: a demand, a signature, a suit."""
    over = ("2027-06-26", "expired", "2027-06-25")
    demanded, signed, sued = accelerated(), accelerated(), ready()
    demanded.tell("2027-06-26", demand("2027-06-26"))
    acknowledged(signed, "2027-06-26")
    sued.act("2027-06-26", "file-suit", **SUIT, claim_day="2027-06-26")
    assert demanded.clock()[-1] == sued.clock()[-1] == over
    assert signed.clock()[-2:] == [over, ("2027-06-26", "restored", "2030-06-26")]


def test_each_of_six_payments_starts_it_anew() -> None:
    """The last one on 10 March 2027, before the first end of 25 June 2027."""
    story = accelerated()
    days = ("2024-09-10", "2025-03-10", "2025-09-10", "2026-03-10", "2026-09-10", "2027-03-10")
    for number, day in enumerate(days, 41):
        paid(story, day, number)
    story.pass_days("2027-12-31")
    moves = [(day, state) for day, state, _ in story.clock()]
    assert moves == [("2024-06-25", "running"), *((day, "interrupted") for day in days)]
    assert story.due_on("2027-12-31")["limitation_of_claim"] == "2030-03-10"
    moved = [each for each in story.state.concluded if isinstance(each, ClockMoved)]
    last = [each for each in moved if each.clock == "claim"][-1]
    assert (last.article, last.why) == ("LM-05", "LM-05: R-46")


@pytest.mark.parametrize(
    ("payer", "who", "counts"),
    [
        ("borrower", None, True),
        ("borrower", LIANG, True),
        ("borrower", "C-9999", False),
        ("third_party", LIANG, False),
        ("guarantor", "G-ZHAO", False),
        ("court", None, False),
        ("in_kind", None, False),
        ("bank", None, False),
    ],
)
def test_only_the_debtors_own_payment_counts(payer: str, who: str | None, counts: bool) -> None:
    """Rules: LM-05. A guarantor's payment is about the claim on him, which guarantee watches."""
    story = accelerated()
    story.tell("2025-01-10", payment("2025-01-10", 40, "5000.00", LEFT, payer, who=who))
    end = "2028-01-10" if counts else "2027-06-25"
    assert story.due_on("2025-01-10")["limitation_of_claim"] == end
    assert (story.clock()[-1][1] == "interrupted") is counts


@pytest.mark.parametrize("instead", [False, True])
def test_a_payment_that_is_reversed_interrupted_nothing(instead: bool) -> None:
    """Rules: LM-05. Withdrawn alone, or with another movement in its place."""
    story = accelerated()
    paid(story, "2025-01-10")
    assert story.clock()[-1] == ("2025-01-10", "interrupted", "2028-01-10")
    gone = (
        monitoring.BalanceChanged(
            **entry("2025-01-10", 41, (40,)),
            principal_outstanding=payment("2025-01-10", 1, "1.00", LEFT).principal_outstanding,
            unapplied=payment("2025-01-10", 1, "1.00", LEFT).unapplied,
        )
        if instead
        else monitoring.EntriesWithdrawn(**entry("2025-01-10", 41, (40,)))
    )
    story.tell("2025-02-01", gone)
    assert story.clock() == [("2024-06-25", "running", "2027-06-25")]
    before = story.seen("2025-01-31", known_on="2025-01-31").limitation
    assert before is not None and before[1] == on("2028-01-10")


def test_a_payment_reversed_after_the_first_end_lets_it_expire_on_its_day() -> None:
    """Rules: LM-05, LM-03."""
    story = accelerated()
    paid(story, "2027-03-10")
    story.pass_days("2027-09-01")
    story.tell("2027-09-02", monitoring.EntriesWithdrawn(**entry("2027-03-10", 41, (40,))))
    assert story.clock()[-1] == ("2027-06-26", "expired", "2027-06-25")
    known = story.seen("2027-09-01", known_on="2027-09-01").limitation
    assert known is not None and known[0].state == "running"


@pytest.mark.parametrize(("day", "state"), [("2027-06-25", "running"), ("2027-06-26", "expired")])
def test_a_payment_told_late_counts_from_its_day(day: str, state: str) -> None:
    """Rules: LM-05, LM-03. What was known before is answered as before."""
    story = accelerated()
    story.pass_days("2027-07-01")
    assert story.clock()[-1][1] == "expired"
    paid(story, day, told="2027-07-02")
    shown = story.seen("2027-07-02").limitation
    assert shown is not None and shown[0].state == state
    assert ("expired" in [move[1] for move in story.clock()]) is (state == "expired")
    known = story.seen("2027-07-01", known_on="2027-07-01").limitation
    assert known is not None and known[0].state == "expired"


def test_a_payment_after_the_end_restores_nothing_and_his_signature_does() -> None:
    """Rules: LM-03, LIT-04. He can't ask it back, but of the rest he has promised nothing."""
    story = accelerated()
    story.pass_days("2027-06-26")
    paid(story, "2027-07-01")
    assert story.clock()[-1][1] == "expired"
    acknowledged(story, "2027-08-01")
    assert story.clock()[-1] == ("2027-08-01", "restored", "2030-08-01")
    paid(story, "2027-09-01", 41)
    assert story.clock()[-1] == ("2027-09-01", "interrupted", "2030-09-01")


@pytest.mark.parametrize(
    ("day", "moves"),
    [
        ("2024-06-24", [("2024-06-25", "running", "2027-06-25")]),
        ("2024-06-25", [("2024-06-25", "running", "2027-06-25")]),
        (
            "2024-06-26",
            [("2024-06-25", "running", "2027-06-25"), ("2024-06-26", "interrupted", "2027-06-26")],
        ),
    ],
)
def test_what_is_paid_by_the_day_of_the_call_does_not_touch_it(
    day: str, moves: list[tuple[str, str, str]]
) -> None:
    """Rules: LM-02, LM-05."""
    story = accelerated()
    paid(story, day, told=max(day, "2024-06-25"))
    assert story.clock() == moves


@pytest.mark.parametrize(
    ("day", "end"), [("2025-03-20", "2028-03-20"), ("2025-03-21", "2028-03-21")]
)
def test_instalments_paid_before_the_last_one_is_due_do_not_touch_it(day: str, end: str) -> None:
    """Rules: LM-02, LM-05."""
    story = lent()
    paid(story, "2024-06-10")
    assert story.clock() == []
    paid(story, day, 41)
    story.pass_days("2025-03-21")
    assert story.clock()[0] == ("2025-03-20", "running", "2028-03-20")
    assert story.due_on("2025-03-21")["limitation_of_claim"] == end


def test_a_payment_before_the_later_last_instalment_of_an_extension_does_not_touch_it() -> None:
    """Rules: LM-02, LM-05."""
    story = lent()
    story.pass_days("2025-06-01")
    replanned(story, "2025-06-02", "2026-03-20")
    moves = story.clock()
    paid(story, "2025-09-10")
    assert story.clock() == moves
    paid(story, "2026-03-21", 41)
    assert story.clock()[-1] == ("2026-03-21", "interrupted", "2029-03-21")


def test_the_first_payment_after_the_last_due_date_counts_before_any_claim_was_stated() -> None:
    """Monitoring states the claim at the day's end, and the money comes before. Rules: LM-05."""
    story = Story()
    story.tell("2023-03-20", opened())
    assert story.tell("2025-03-20", payment("2025-03-20", 39, "5000.00", LEFT)) == []
    paid(story, "2025-03-21")
    story.tell("2025-03-21", claim("2025-03-21", *THREE))
    assert story.due_on("2025-03-22")["limitation_of_claim"] == "2028-03-21"


def test_a_payment_while_a_suit_is_pending_changes_nothing() -> None:
    """Rules: LM-05. From its end on it would run anew."""
    story = filed()
    paid(story, "2024-07-20")
    assert story.clock()[-1] == ("2024-07-15", "interrupted", None)


@pytest.mark.parametrize(("day", "end"), [("2026-10-08", "2028-10-08"), ("2026-10-09", None)])
def test_it_starts_the_time_to_enforce_anew(day: str, end: str | None) -> None:
    """Rules: LM-09."""
    story = judged()  # to be performed by 2024-10-08
    paid(story, "2024-10-08", 39)
    assert story.clock("enforcement")[-1] == ("2024-10-08", "running", "2026-10-08")
    paid(story, day)
    if end is None:
        assert story.clock("enforcement")[-1] == ("2026-10-09", "expired", "2026-10-08")
        story.refuse("enforcement_too_late", "2026-10-12", "apply-enforcement", **ENFORCE)
        return
    assert story.clock("enforcement")[-1] == (day, "interrupted", end)
    story.act("2026-10-12", "apply-enforcement", **ENFORCE)
    story.act("2027-03-20", "end-enforcement", **END)


def test_what_pays_the_rest_leaves_no_clock_running() -> None:
    story = accelerated()
    paid(story, "2025-01-10")
    story.tell("2025-01-10", settled("2025-01-10", 41))
    assert story.clock() == [("2024-06-25", "running", "2027-06-25")]
    assert story.pass_days("2040-01-01") == []


def test_a_payment_stored_before_it_was_judged_counts_for_nothing() -> None:
    """What was stored has no word of the rule, and is not judged again."""
    story = accelerated()
    paid(story, "2025-01-10")
    (noted,) = story.state.all_of(PaymentNoted)
    assert (noted.interrupts, noted.policy_id) == ("LM-05", "cn/2024-01-01")
    log = Log.of(
        changed(each, interrupts=None) if each is noted else each for each in story.state.log.facts
    )
    old = reading_on(changed(story.state, log=log), "claim", on("2025-01-10"))
    assert old is not None and old.ends_on == on("2027-06-25")


def test_many_payments_are_walked_once_and_not_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loan that is paid back day by day has thousands of marks: each is looked at once per clock."""
    looked: list[clocks.Mark] = []
    touched = clocks._touched

    def counting(term: clocks.Term, reading: clocks.Reading, mark: clocks.Mark) -> clocks.Reading:
        looked.append(mark)
        return touched(term, reading, mark)

    story = accelerated()
    days = [on("2024-07-01") + timedelta(days=n) for n in range(40)]
    for number, day in enumerate(days, 40):
        paid(story, day.isoformat(), number)
    monkeypatch.setattr(clocks, "_touched", counting)
    moves = clock_moves(story.state, days[-1])
    assert len([each for each in moves if each.state == "interrupted"]) >= len(days)
    assert len(looked) < 3 * len(days)
