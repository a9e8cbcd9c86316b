"""Chinese names of the fields that `history` tells, where no heading has them. A table.

In English a field's own words name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "cases": "案件",
    "contacts": "催收联系",
    "corrects": "更正",
    "due": "待办事项",
    "file": "贷后档案",
    "ground": "理由",
    "installments": "分期",
    "number": "序号",
    "overdue": "逾期金额",
    "phase": "阶段",
    "promises": "还款承诺",
    "reason": "原因",
    "receipt_id": "还款编号",
    "review_on": "复核日",
    "risk_class": "分类",
    "signals": "风险信号",
    "tier": "四级分类",
}
"""Field -> 中文."""
