"""State of one loan's stream: its facts, the entries that stand, the ledger they lead to."""

from __future__ import annotations

from datetime import date

from services.kit.domain import Frozen
from services.monitoring.domain.arrears import StageKept
from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.entries import (
    ArrearsChanged,
    ChargeClaimed,
    ClaimStated,
    EntriesWithdrawn,
    InstallmentPaid,
    LedgerEntry,
    LoanReopened,
    LoanSettled,
    MoneyAllocated,
    PlanChanged,
)
from services.monitoring.domain.facts import (
    ChargeTaken,
    CountedFact,
    LoanAccelerated,
    LoanOpened,
    ReceiptReversed,
    ReceiptTaken,
    ScheduleReplaced,
    WentBankrupt,
)
from services.monitoring.domain.file_events import FileEvent
from services.monitoring.domain.ledger import Ledger, refold
from services.monitoring.domain.news_events import (
    AssetIncomeNoted,
    DebtTransferNoted,
    RemissionNoted,
)
from services.monitoring.domain.work_items import (
    FactRepeated,
    FactSetAside,
    MessageGapNoted,
    ProhibitedActionBlocked,
)

LoanEvent = (
    LoanOpened
    | ReceiptTaken
    | ReceiptReversed
    | ChargeTaken
    | ScheduleReplaced
    | LoanAccelerated
    | WentBankrupt
    | MessageGapNoted
    | FactSetAside
    | FactRepeated
    | MoneyAllocated
    | ChargeClaimed
    | PlanChanged
    | InstallmentPaid
    | LoanSettled
    | LoanReopened
    | ArrearsChanged
    | EntriesWithdrawn
    | ClaimStated
    | FileEvent
    | ProhibitedActionBlocked
)


class Loan(Frozen, frozen=True):
    """One loan. ``facts`` and ``waiting`` stand in the order of taking.

    ``waiting``: facts without their entry, because they count later or the loan is not known yet.
    ``reversals``: id, receipt and reason of reversals taken.
    ``reversed_receipts``: receipts that never count.
    ``entries`` and ``arrears``: those not withdrawn, in the order of their days.
    ``ledger``: after all ``entries``; None before opening, and while it must be folded anew.
    ``file``: sheets of the post-loan file in the order of their days; it never moves the ledger.
    ``stated``: a statement of all claims was told, so each change asks for the next one.
    """

    opened: LoanOpened | None = None
    facts: tuple[CountedFact, ...] = ()
    waiting: tuple[CountedFact, ...] = ()
    reversals: frozenset[tuple[str, str, str]] = frozenset()
    reversed_receipts: frozenset[str] = frozenset()
    entries: tuple[LedgerEntry, ...] = ()
    arrears: tuple[ArrearsChanged, ...] = ()
    ledger: Ledger | None = None
    entry_count: int = 0
    sequence: int | None = None
    file: tuple[FileEvent, ...] = ()
    stated: bool = False

    @property
    def kept(self) -> StageKept:
        """Stage and overdue-since date as last told."""
        return kept_after(self.arrears)

    @property
    def last_day(self) -> date:
        """The latest day that any entry counts on; the first day there is when there is none."""
        days = [group[-1].effective_on for group in (self.entries, self.arrears) if group]
        return max(days, default=date.min)


def kept_after(arrears: tuple[ArrearsChanged, ...]) -> StageKept:
    """What stands after these changes."""
    return StageKept(arrears[-1].stage, arrears[-1].overdue_since) if arrears else StageKept()


def ledger_of(loan: Loan, opened: LoanOpened) -> Ledger:
    """The ledger after all entries."""
    return loan.ledger if loan.ledger is not None else refold(opened, loan.entries)


def ledger_on(loan: Loan, opened: LoanOpened, day: date) -> Ledger:
    """The ledger at the end of ``day``, by what is known now."""
    later = any(each.effective_on > day for each in loan.entries)
    if not later:
        return ledger_of(loan, opened)
    return refold(opened, (each for each in loan.entries if each.effective_on <= day))


def closed_on(loan: Loan) -> date | None:
    """The day with which the ledger ends: the claim was sold or given up. None while it goes on."""
    if not loan.file:
        return None
    closings = [
        note.effective_on
        for note in loan.file
        if isinstance(note, DebtTransferNoted | RemissionNoted)
    ]
    return min(closings, default=None)


def counted_until(loan: Loan, day: date) -> date:
    """``day``, or the last day on which anything counts for this ledger."""
    ended = closed_on(loan)
    return day if ended is None else min(day, ended)


def sale_of(loan: Loan) -> DebtTransferNoted | None:
    """The sale of the claim."""
    return next((each for each in loan.file if isinstance(each, DebtTransferNoted)), None)


def is_price(loan: Loan, opened: LoanOpened, fact: CountedFact) -> bool:
    """It is the price of the claim, booked as a receipt on the day of the sale or later.

    One of a day before it or of another sum is a payment, whatever it is called.
    """
    sale = sale_of(loan) if loan.file else None
    if sale is None or not isinstance(fact, ReceiptTaken) or fact.payer_kind == "in_kind":
        return False
    if (fact.receipt_id, fact.amount) != (sale.payment_id, sale.price):
        return False
    return day_of(opened, fact) >= sale.effective_on


def uncounted(loan: Loan, opened: LoanOpened, until: date) -> tuple[CountedFact, ...]:
    """Waiting facts that count by ``until``, in the order of counting."""
    due = [fact for fact in loan.waiting if day_of(opened, fact) <= until]
    return tuple(sorted(due, key=lambda fact: day_of(opened, fact)))


def named_income(loan: Loan, fact: CountedFact) -> AssetIncomeNoted | None:
    """The income of an asset that was said to have come as this receipt."""
    if not loan.file or not isinstance(fact, ReceiptTaken) or fact.payer_kind == "in_kind":
        return None
    named = (note for note in loan.file if isinstance(note, AssetIncomeNoted))
    return next((note for note in named if note.receipt_id == fact.receipt_id), None)


def income_of(loan: Loan, opened: LoanOpened, fact: CountedFact) -> AssetIncomeNoted | None:
    """The income of an asset that this receipt is: of that name, day and amount. None when it is none.

    Another of that name is money for something else and pays the debt, as it did before.
    """
    note = named_income(loan, fact)
    if note is None or not isinstance(fact, ReceiptTaken):
        return None
    same = (fact.amount, day_of(opened, fact)) == (note.gross, note.effective_on)
    return note if same else None


def pays_debt(loan: Loan, opened: LoanOpened, fact: CountedFact) -> bool:
    """It is neither the price of the claim nor income of an asset."""
    return not is_price(loan, opened, fact) and income_of(loan, opened, fact) is None
