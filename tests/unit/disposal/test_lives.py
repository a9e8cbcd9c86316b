"""Random lives: reading by effective day gives what was recorded, and nothing counts twice."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import disposal_acts, monitoring
from contracts.message import Message
from services.disposal.domain.disposal import decider
from services.disposal.domain.events import LoanWrittenOff, RecoveryRecognised
from services.kit.domain import Rejected, effective_order
from tests.unit.disposal.asked import (
    SECOND,
    assessment,
    bid,
    document,
    in_kind,
    measures,
    offer,
    proposal,
    routed,
)
from tests.unit.disposal.l4801 import rent
from tests.unit.disposal.story import WHO, Story
from tests.unit.disposal.told import (
    DEBTOR,
    GUARANTOR,
    IDS,
    SHOP,
    balance,
    charged,
    classified,
    cny,
    contacted,
    freed,
    guaranteed,
    opened,
    staged,
    stated,
)

START = date(2024, 6, 1)
ROUTES = ("in_kind", "transfer", "write_off", "debt_equity", "bankruptcy")
SALE = {
    "buyer_id": "P-8",
    "method": "auction",
    "price": cny("90.00"),
    "cost": cny("1.00"),
} | SECOND
KEEP = {"fixed_asset_approval_id": "F", "booked_value": cny("50.00")} | SECOND
SHARES = {"equity_id": "E", "regulator_approval_id": "N", "amount": cny("10.00")} | SECOND

FACTS = (
    *("paid", "paid", "undone", "gone", "stated", "classified"),
    *("settled", "reopened", "staged", "guaranteed", "freed", "contacted"),
)
ASSET_ACTS = ("RecordRent", "LeaseAsset", "TakeStock", "SellAsset", "RecordRent", "ApproveOwnUse")
ACTS = (*ASSET_ACTS, "RejectWriteOff", "ServeTransferNotice", "RemitDebt")
MANAGERS = (
    *("SelectRoute", "AcceptPaymentInKind", "SellAsset", "ApproveOwnUse"),
    *("AgreeTransfer", "CallOffTransfer", "TransferDebt", "ConvertToEquity", "RemitDebt"),
)
NEXT = {
    "assessed": "SelectRoute",
    "in_kind": "AcceptPaymentInKind",
    "write_off": "ProposeWriteOff",
    "debt_equity": "ConvertToEquity",
    "agreed": "ServeTransferNotice",
    "transferred": "ServeTransferNotice",
}


class Life:
    """A loan whose officers and neighbours do what the numbers say; refusals are fine.

    Mostly somebody goes on with what is under way, so that lives get far.
    """

    def __init__(self) -> None:
        self.story = Story()
        self.story.today = START
        first = START.isoformat()
        for message in (
            opened(security="credit"),
            guaranteed(first),
            charged(first, "pledged"),
            classified(first, "loss", 1),
        ):
            self.story.tell(message, first)
        self.number, self.day, self.principal = 1, START, 480_000

    def step(self, what: int, gap: int, back: int, size: int) -> None:
        self.day += timedelta(days=gap)
        self.number += 1
        on = max(START, self.day - timedelta(days=back))
        names = (*FACTS, *ACTS)
        name = names[what] if what < len(names) else self.next_act(size)
        message = self.fact(name, on, size) if name in FACTS else self.act(name, on, size)
        if message is None:
            return
        try:
            self.story.tell(message, self.day.isoformat())
        except Rejected:
            return

    def fact(self, name: str, on: date, size: int) -> Message | None:
        day, ids = on.isoformat(), IDS | {"entry": self.number, "effective_on": on}
        rows = self.story.state.balances
        gone = (rows[size % len(rows)].monitoring_entry,) if rows else ()
        self.principal -= size if name == "paid" else 0
        principal, paid = f"{self.principal}.00", f"{size}.00"
        payer = ("borrower", "court", "in_kind")[size % 3]
        match name:
            case "paid":
                return balance(day, self.number, principal, f"R-{self.number}", paid, payer)
            case "undone":
                return balance(day, self.number, principal, corrects=gone)
            case "gone":
                return monitoring.EntriesWithdrawn(**ids, corrects=gone) if gone else None
            case "stated":
                return stated(day, principal)
            case "classified":
                risk_class = ("loss", "doubtful", "normal")[size % 3]
                return classified(day, risk_class, self.number)
            case "settled":
                return monitoring.LoanSettled(**ids) if size % 11 == 0 else None
            case "reopened":
                return monitoring.LoanReopened(**ids)
            case "staged":
                return staged(day, ("dormant", "enforcing")[size % 2])
            case "guaranteed" | "freed":
                return (guaranteed if name == "guaranteed" else freed)(day)
            case _:
                return contacted(day, f"K-{self.number}")

    def next_act(self, size: int) -> str:
        case = self.story.state.case
        held = [name for name, each in self.story.state.assets.items() if each.in_hand]
        if held and size % 2:
            return ASSET_ACTS[size % len(ASSET_ACTS)]
        state = "none" if case is None else case.state
        if state == "write_off" and case is not None and case.proposal is not None:
            return "RejectWriteOff" if size % 9 == 0 else "ApproveWriteOff"
        if state in ("transfer", "written_off") and case is not None:
            if case.agreed is not None:
                return "CallOffTransfer" if size % 3 == 0 else "TransferDebt"
            if case.bids:
                return "AgreeTransfer"
            return "OfferForTransfer" if case.offer is None else "RecordBid"
        if state == "agreed" and self.story.state.transferred is None:
            return "CallOffTransfer" if size % 3 == 0 else "TransferDebt"
        return NEXT.get(state, "AssessDisposal")

    def act(self, name: str, on: date, size: int) -> Message:
        who = "officer"
        if name in MANAGERS:
            who = "manager"
        elif name in ("ApproveWriteOff", "RejectWriteOff"):
            who = "committee"
        fields = IDS | WHO[who] | {"reason": "why", "done_on": on} | self.fields(name, size)
        message: Message = getattr(disposal_acts, name)(**fields)
        return message

    def fields(self, name: str, size: int) -> dict[str, Any]:
        held = [name for name, each in self.story.state.assets.items() if each.in_hand]
        asset = {"asset_id": held[size % len(held)] if held else "A-0"}
        case = self.story.state.case
        bids = ["B-0"] if case is None else [each.bid_id for each in case.bids] or ["B-0"]
        route, number = ROUTES[size % len(ROUTES)], self.number
        worth = {"value": cny("100.00"), "debt_reduced": cny("100.00"), "asset_kind": "movable"}
        party = (DEBTOR, GUARANTOR)[size % 2]
        known: dict[str, dict[str, Any]] = {
            "AssessDisposal": assessment(f"D-{number}"),
            "SelectRoute": routed(route, ("collection", "transfer")),
            "AcceptPaymentInKind": in_kind(asset_id=f"A-{number}", **worth),
            "LeaseAsset": asset | {"tenant_id": "T", "rent": cny("7.00")},
            "RecordRent": rent(number) | asset,
            "SellAsset": SALE | asset,
            "ApproveOwnUse": KEEP | asset,
            "TakeStock": asset | {"report_id": "S"},
            "ProposeWriteOff": self.proposed(),
            "OfferForTransfer": offer(offer_id=f"O-{number}"),
            "RecordBid": bid(f"B-{number}", kind="individual" if size % 5 == 0 else "amc"),
            "AgreeTransfer": {"bid_id": bids[0], "agreement_id": "A"} | SECOND,
            "CallOffTransfer": {"agreement_id": "A", "document_id": "END"} | SECOND,
            "TransferDebt": {"payment_id": f"P-{number}"} | SECOND,
            "ServeTransferNotice": {"party_id": party, "method": "post", "proof_id": "EMS"},
            "ConvertToEquity": SHARES | {"equity_id": f"E-{number}"},
            "RemitDebt": {"approval_id": "REM"} | SECOND,
        }
        return known.get(name, {})

    def proposed(self) -> dict[str, Any]:
        return proposal(
            criterion="WC-01",
            provision=cny("500000.00"),
            evidence=(document("procedure_closing"),),
            measures=measures(DEBTOR, GUARANTOR, SHOP),
        )


Step = tuple[int, int, int, int]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 60),  # what: from twenty-one on somebody goes on with what is under way
        st.integers(0, 40),
        st.sampled_from((0, 0, 0, 0, 3, 30)),
        st.integers(1, 60),
    ),
    min_size=20,
    max_size=60,
)


def lived(steps: list[Step]) -> Story:
    life = Life()
    for what, gap, back, size in steps:
        life.step(what, gap, back, size)
    life.story.pass_days((life.day + timedelta(days=400)).isoformat())
    return life.story


def test_lives_get_far() -> None:
    """The lives below would prove little if most acts were refused."""
    dice = Random(7)
    happened: set[str] = set()
    for _ in range(40):
        steps = [
            (dice.randrange(61), dice.randrange(40), dice.choice((0, 0, 3)), dice.randint(1, 60))
            for _ in range(60)
        ]
        happened |= {type(event).__name__ for _, event in lived(steps).events}
    elsewhere = {"LifeEventNoted", "LimitationNoted", "LegalGoneNoted"}
    elsewhere |= {"WriteOffReviewed", "SuitEndedNoted", "DeclaredBankruptNoted"}
    assert {each.__name__ for each in decider.events} - happened <= elsewhere


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_reading_by_effective_day_gives_what_was_recorded(
    steps: list[Step],
) -> None:
    story = lived(steps)
    numbered = [(version, event) for version, (_, event) in enumerate(story.events, 1)]
    assert decider.fold(effective_order(numbered, date.max)) == story.state


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_entries_are_dense_and_nothing_is_counted_twice(
    steps: list[Step],
) -> None:
    story = lived(steps)
    entries = [getattr(event, "entry", None) for _, event in story.events]
    numbers = [each for each in entries if each is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    state = story.state
    counted = [(each.way, each.recovery_id) for each in state.recoveries]
    assert len(counted) == len(set(counted))
    recovered = {each.recovery_id for each in state.recoveries if each.way != "cash"}
    for name, asset in state.assets.items():
        assert (name in recovered) is not asset.in_hand
    cash = {each.recovery_id for each in state.recoveries if each.way == "cash"}
    assert cash <= {each.receipt_id for each in state.balances}
    out = state.written_off
    if out is not None:
        approved = next(c.approved for c in state.cases.values() if c.approved is not None)
        assert out.principal.minor <= min(
            approved.principal.minor, state.principal_on(out.effective_on)
        )
        assert out.provision_used == out.principal


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_what_is_withdrawn_was_there_and_is_withdrawn_once(
    steps: list[Step],
) -> None:
    gone: set[int] = set()
    live: set[int] = set()
    for _, event in lived(steps).events:
        for number in getattr(event, "corrects", ()):
            assert number in live
            live.remove(number)
            gone.add(number)
        if isinstance(event, LoanWrittenOff | RecoveryRecognised):
            live.add(event.entry)
    assert not live & gone
