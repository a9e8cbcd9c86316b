"""What staff read for the codes of disposal: (English, 中文)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "dispose_of_asset": ("Dispose of the asset taken for debt", "处置抵债资产"),
    "stock_take": ("Quarterly stock-take of the asset taken for debt", "抵债资产季度盘点"),
    "special_audit": ("Special audit of what was written off in the year", "年度呆账核销专项审计"),
    "finance_report": (
        "Report of the year's write-offs to the finance authority",
        "年度呆账核销报告",
    ),
    "transfer_notice": (
        "Tell the debtor or guarantor of the transfer",
        "向债务人、担保人送达债权转让通知",
    ),
    "decide_write_off": ("Decide on the write-off that was proposed", "审批呆账核销申请"),
    "select_route": ("Select the route of disposal", "选定处置方式"),
    "treat_rest_on_book": (
        "Provide for principal that the write-off left on the book, and assess it anew",
        "对核销后仍在账的本金计提减值并重新评估处置",
    ),
    "carry_out_sale": ("Carry out the sale that was agreed", "办理债权转让交割"),
}


def words(code: str) -> str:
    """Both languages of a code; the code itself where there are none."""
    return " · ".join(WORDS.get(code, (code,)))
