"""Work items as people see them: two languages, the rule, the loan, the day."""

from typing import Any

import pytest

from services.audit.items import RULES
from services.console.cli import items
from services.console.cli.output import Output, text_of
from tests.unit.console.asking import ReadSide, say

PAYLOADS: dict[str, dict[str, Any]] = {
    "monitoring.MessageGapNoted": {"after": 1, "received": 4},
    "monitoring.FactSetAside": {"fact": "receipt:R-1", "reason": "currency_differs"},
    "kit.UnknownMemberNoted": {
        "message_type": "corebank.repayment-received.v1",
        "message_id": "m-1",
        "members": [{"field": "payer.kind", "value": "insurer"}],
    },
    "kit.PartitionReleased": {
        "topic": "corebank.loan.v1", "partition": 2, "rule": "offsets_lost", "reason": "restored",
        "requested_by": "li", "approved_by": "wang", "given_up": "records",
    },
}  # fmt: skip


def item(kind: str, rule: str = "sequence_gap") -> dict[str, Any]:
    return {
        "service": "monitoring", "event_id": "e", "loan_id": "L-1", "obligor_id": "C-1",
        "kind": kind, "rule": rule, "day": "2024-03-20", "effective_on": "2024-03-20",
        "recorded_at": "2024-03-20T10:00:00+00:00", "message_id": "m",
        "payload": PAYLOADS.get(kind, {}),
    }  # fmt: skip


def test_every_kind_has_its_words_in_both_languages() -> None:
    assert set(PAYLOADS) == set(RULES)
    for each in items.told({"items": [item(kind) for kind in RULES], "more": False})["items"]:
        assert each["what"].endswith(".")
        assert each["what_zh"].endswith("。")
        assert each["kind"] not in each["what"]


@pytest.mark.parametrize(
    ("received", "words"), [(3, "Message 2 of"), (4, "Messages 2 to 3 of"), (9, "2 to 8")]
)
def test_a_gap_names_the_messages_that_are_missing(received: int, words: str) -> None:
    gap = item("monitoring.MessageGapNoted")
    gap["payload"] = {"after": 1, "received": received}
    [told] = items.told({"items": [gap], "more": False})["items"]
    assert words in told["what"]
    assert str(received) in told["what_zh"]


def test_a_kind_of_a_later_version_is_still_listed() -> None:
    [told] = items.told({"items": [item("monitoring.Something")], "more": False})["items"]
    assert told["what"] == "monitoring.Something"


@pytest.mark.parametrize(
    ("lang", "there", "absent"), [("en", "Messages", "号"), ("zh", "号", "Messages")]
)
def test_the_list_speaks_the_chosen_language(lang: Any, there: str, absent: str) -> None:
    document = items.told({"items": [item("monitoring.MessageGapNoted")], "more": True})
    [sheet] = items.sheets(Output(lang=lang), document)
    text = " ".join(text_of(cell) for row in sheet.rows for cell in row)
    assert there in text
    assert absent not in text
    assert {"2024-03-20", "L-1"} <= {text_of(cell) for cell in sheet.rows[0]}
    assert "1" in sheet.title


def test_the_question_is_handed_on(audit: ReadSide, capsys: pytest.CaptureFixture[str]) -> None:
    found = {"items": [item("kit.UnknownMemberNoted", "open_member")], "more": False}
    audit.answers = {"/items": (200, found)}
    said = say(capsys, "items", "--service", "monitoring", "--loan", "L-1", "--json")
    assert said.code == 0
    assert audit.asked == ["/items?service=monitoring&loan_id=L-1&limit=200"]
    [each] = said.document["items"]
    assert "payer.kind = 'insurer'" in each["what"]
    assert "payer.kind = 'insurer'" in each["what_zh"]
    said = say(capsys, "items", "--service", "audit")
    assert (said.code, "monitoring" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        ("currency_differs", "another currency", "币种"),
        ("differs_from_first", "the first one stands", "以首次为准"),
        ("reserved_id", "reserved for what was taken for debt", "抵债受偿"),
        ("other_money", "counts for what it paid", "照常计入"),
        ("transfer_price", "the price of the claim", "转让价款"),
        ("asset_income", "an asset taken for debt", "抵债资产租金或变卖价款"),
        ("transferred", "after the claim was sold", "债权转让之后"),
        ("remitted", "after the claim was given up", "债权免除之后"),
        ("of_a_later_version", "does not count: of_a_later_version", "未计入：of_a_later_version"),
    ],
)
def test_a_fact_set_aside_says_why(reason: str, english: str, chinese: str) -> None:
    aside = item("monitoring.FactSetAside")
    aside["payload"] = {"fact": "receipt:R-1", "reason": reason, "detail": "field, value, rule"}
    [told] = items.told({"items": [aside], "more": False})["items"]
    assert told["what"].startswith("receipt:R-1 ") and english in told["what"]
    assert chinese in told["what_zh"]
    assert all("field, value, rule" in told[name] for name in ("what", "what_zh"))
    aside["payload"].pop("detail")
    [told] = items.told({"items": [aside], "more": False})["items"]
    assert "(" not in told["what"] and "（" not in told["what_zh"]
