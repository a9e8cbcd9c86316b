"""What staff read for the codes of guarantee: (English, 中文)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "replace_security": ("Arrange new lawful security", "重新办理合法有效的担保"),
    "review_kind": ("Have a lawyer review the kind of guarantee", "由法务审核保证方式"),
    "notify_guarantor": ("Tell the guarantor's side of the arrears", "通知担保人一起催收"),
    "demand_from_guarantor": ("Demand payment from the guarantor", "要求担保人代偿"),
    "verify_address": ("Verify the guarantor's address", "核实保证人实际居住地址"),
    "claim_on_guarantor": (
        "Claim on the guarantor before the guarantee period ends",
        "在保证期间届满前向保证人主张权利",
    ),
    "sue_debtor": (
        "Sue the debtor or start arbitration before the guarantee period ends",
        "在保证期间届满前对债务人提起诉讼或申请仲裁",
    ),
    "declare_or_claim": (
        "Declare the claim in the bankruptcy, or claim on the guarantor, before the period ends",
        "在保证期间届满前申报破产债权或向保证人主张权利",
    ),
    "claim_again": (
        "Interrupt limitation of the claim on the guarantor",
        "在诉讼时效届满前再次向保证人主张权利",
    ),
    "additional_security": ("Obtain the additional security", "落实补充担保"),
    "value_again": ("Value the collateral again", "重新评估抵质押物"),
    "value_collateral": ("Value the collateral", "评估抵质押物"),
    "read_security": ("Clear security data that can't be read", "核实无法识别的担保信息"),
    "assign_payment": ("Find out who paid", "核实代偿款的付款人"),
}


def words(code: str) -> str:
    """Both languages of a code; the code itself where there are none."""
    return " · ".join(WORDS.get(code, (code,)))
