"""Work items out of all journals: gaps, facts set aside, unknown members."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.audit.items import RULES, listed
from services.audit.store import JournalStore
from services.kit.kit_events import PartitionReleased, UnknownMember, UnknownMemberNoted
from services.monitoring.domain.work_items import FactSetAside, MessageGapNoted
from tests.integration.audit.arrivals import arrive
from tests.unit.audit.counting import opened
from tests.unit.audit.writer import Writer

pytestmark = pytest.mark.servers
DAY = date(2024, 1, 5)


@pytest.fixture
async def kept(store: JournalStore) -> JournalStore:
    monitoring, classification = Writer("monitoring"), Writer("classification")
    monitoring.write("loan-L-1", opened(loan="L-1"), shard=3, key="C-3")
    gap = MessageGapNoted(loan_id="L-1", effective_on=DAY, after=1, received=4)
    monitoring.write("loan-L-1", gap, shard=3, key="C-3")
    aside = FactSetAside(
        loan_id="L-2", effective_on=DAY, fact="receipt:R-1", reason="currency_differs"
    )
    monitoring.write("loan-L-2", aside, shard=4, key="C-4")
    unknown = UnknownMemberNoted(
        loan_id="L-1",
        effective_on=DAY,
        message_type="postloan.monitoring.arrears-changed.v1",
        message_id="m-7",
        members=[UnknownMember("stage", "M99")],
    )
    classification.write("item-3", unknown, shard=3, key="C-3")
    released = PartitionReleased(
        loan_id="",
        effective_on=DAY,
        topic="postloan.monitoring.v1",
        partition=3,
        rule="missing_predecessor",
        waits_at=7,
        since=datetime(2024, 1, 5, tzinfo=UTC),
        given_up="positions 5 to 8",
        reason="gone for good",
        requested_by="li",
        approved_by="wang",
    )
    classification.write("release-3", released, shard=3, key="")
    await arrive(store, monitoring, classification)
    return store


async def test_items_of_all_services_come_with_their_rule(kept: JournalStore) -> None:
    found = await listed(kept, None, None, 10)
    assert found["more"] is False
    assert {(each["service"], each["loan_id"], each["rule"]) for each in found["items"]} == {
        ("monitoring", "L-1", "sequence_gap"),
        ("monitoring", "L-2", "currency_differs"),
        ("classification", "L-1", "open_member"),
        ("classification", None, "missing_predecessor"),
    }
    assert {each["kind"] for each in found["items"]} == set(RULES)
    assert {each["obligor_id"] for each in found["items"]} == {"C-3", "C-4", None}
    assert all(each["day"] and each["recorded_at"] for each in found["items"])


async def test_items_of_a_service_or_a_loan_or_only_the_latest(kept: JournalStore) -> None:
    def rules(found: dict[str, object]) -> set[str]:
        return {each["rule"] for each in found["items"]}  # type: ignore[index, attr-defined]

    of_classification = rules(await listed(kept, "classification", None, 10))
    assert of_classification == {"open_member", "missing_predecessor"}
    assert rules(await listed(kept, None, "L-1", 10)) == {"sequence_gap", "open_member"}
    assert rules(await listed(kept, "monitoring", "L-9", 10)) == set()
    few = await listed(kept, None, None, 2)
    assert (len(few["items"]), few["more"]) == (2, True)


async def test_the_index_serves_the_question(kept: JournalStore) -> None:
    """A name that is asked for and not indexed would read the whole journal."""
    async with kept.connection() as db:
        predicate = await db.fetchval(
            "select pg_get_expr(indpred, indrelid) from pg_index "
            "where indexrelid = 'audit.entry_item'::regclass"
        )
    assert {name for name in RULES if f"'{name}'" in predicate} == set(RULES)
