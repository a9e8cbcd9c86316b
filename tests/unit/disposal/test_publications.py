"""Own events out, in the published language: each event is told or kept, none by accident."""

from __future__ import annotations

from contracts import disposal as published
from services.disposal.domain import facts
from services.disposal.domain.disposal import decider
from services.disposal.domain.events import DisposalEvent
from services.disposal.domain.words import WORDS, words
from services.disposal.publications import publish
from services.kit import events as stored
from tests.unit.disposal.l4801 import until_transferred
from tests.unit.disposal.lives import lives
from tests.unit.disposal.told import DEBTOR

TOLD = {
    "AssetReceivedInSatisfaction",
    "RentReceived",
    "RepossessedAssetSold",
    "OwnUseApproved",
    "LoanWrittenOff",
    "RecoveryRecognised",
    "EntriesWithdrawn",
    "DebtTransferred",
    "TransferNoticeServed",
    "DebtRemitted",
    "DisposalRouteSelected",
    "DebtConvertedToEquity",
    "ProhibitedActionBlocked",
}
KEPT = {
    "DisposalAssessmentCompleted",
    "RepossessedAssetLeased",
    "AssetStockTaken",
    "WriteOffProposed",
    "WriteOffApproved",
    "WriteOffRejected",
    "WriteOffReviewed",
    "OfferedForTransfer",
    "BidReceived",
    "DebtTransferAgreed",
    "TransferCalledOff",
    "DutyMissed",
}


def test_every_event_is_told_or_kept_by_name() -> None:
    mirrored = {name for name, each in vars(facts).items() if each in decider.events}
    assert {each.__name__ for each in decider.events} == TOLD | KEPT | mirrored
    assert not TOLD & KEPT


def every_event() -> list[DisposalEvent]:
    return [event for story in (until_transferred(), *lives()) for _, event in story.events]


def test_what_is_told_is_readable_by_the_contract_and_the_rest_is_silent() -> None:
    seen: set[str] = set()
    for event in every_event():
        message = publish(event, DEBTOR)
        assert (message is not None) is (type(event).__name__ in TOLD), event
        if message is not None:
            seen.add(type(event).__name__)
            assert type(message) in published.PUBLISHED
            again = type(message).model_validate_json(message.to_payload())
            assert again == message
    assert seen == TOLD


def test_every_event_is_read_back_from_its_stored_bytes_unchanged() -> None:
    stored.register(decider.events)
    kinds: set[str] = set()
    for event in every_event():
        kinds.add(type(event).__name__)
        assert stored.decode(event.NAME, event.VERSION, stored.encode(event)) == event
    assert kinds == {each.__name__ for each in decider.events}


def test_staff_words_are_english_and_chinese() -> None:
    for english, chinese in WORDS.values():
        assert english.isascii()
        assert not chinese.isascii()
    assert (
        words("stock_take")
        == "Quarterly stock-take of the asset taken for debt · 抵债资产季度盘点"
    )
    assert words("never_heard_of") == "never_heard_of"
