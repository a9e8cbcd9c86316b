"""Words for people, English and Chinese, behind the codes of the post-loan file."""

from __future__ import annotations

STATES: dict[str, tuple[str, str]] = {
    "review_due": ("Post-loan review due", "待贷后审查"),
    "regular": ("Regular", "正常监控"),
    "enhanced": ("Watched closely", "加强监控"),
    "signal_assessment": ("Risk signal being assessed", "风险信号评估中"),
    "rectification": ("Being rectified", "整改中"),
    "overdue": ("Overdue, in collection", "逾期催收中"),
    "life_event": ("Life event of the borrower", "借款人重大变故"),
    "accelerated": ("Whole claim called due", "提前到期"),
    "closed": ("Closed", "已结清归档"),
    "closed_given_up": ("Closed, the rest given up", "余额豁免归档"),
    "closed_transferred": ("Closed, claim transferred", "债权已转让归档"),
}

DUE: dict[str, tuple[str, str]] = {
    "post_loan_review": ("Complete the post-loan review", "完成贷后审查"),
    "payment_reminder": ("Remind of the next due date", "到期前提醒还款"),
    "signal_acknowledgement": ("Acknowledge the risk signal", "确认风险信号"),
    "risk_disposal_opinion": (
        "Issue a risk-disposal opinion or dismiss",
        "出具风险处置意见或解除信号",
    ),
    "rectification": ("Carry out the measures", "落实整改措施"),
    "inspection": ("Hold the scheduled inspection", "按期贷后检查"),
    "next_inspection": ("Hold the next periodic inspection", "按调整频率贷后检查"),
    "post_recovery_care": ("Counsel the borrower after recovery", "回收后跟踪服务"),
}
"""What is due for people to do."""

SIGNALS: dict[str, tuple[str, str]] = {
    "cross_industry": ("Ventures outside the core business", "跨界经营,主营业务不突出"),
    "card_overdraw": ("Long and high card overdrafts", "贷记卡长期大额透支"),
    "excess_external_guarantee": ("Too many guarantees given", "对外担保过多"),
    "mutual_guarantee": ("Mutual guarantee", "互保"),
    "query_spike": ("Frequent credit-report queries", "征信查询频繁"),
    "high_risk_industry": ("High-risk trade", "从事高危行业"),
    "turnover_drop": ("Account turnover fell", "账户流水突然减少"),
    "serial_top_up": ("Each repayment followed by a bigger loan", "还贷后均增贷"),
    "speculation": ("Speculation in shares", "股票投机"),
    "long_tenure": ("Long relationship", "合作年限较长"),
    "fraud_suspected": ("Fraud suspected", "疑似欺诈"),
}

MEASURES: dict[str, tuple[str, str]] = {
    "inspection_frequency": ("Inspect at other intervals", "调整贷后检查频率"),
    "inspection_focus": ("Inspect with another focus", "调整检查重点"),
    "disbursement_method": ("Change drawdown and payment", "调整贷款发放和支付方式"),
    "early_repayment": ("Demand early repayment", "要求提前归还贷款"),
    "more_tracking": ("Track more closely", "加强跟踪"),
    "limit_frozen": ("Freeze the unused limit", "冻结未用额度"),
    "limit_reduced": ("Reduce the unused limit", "减少未用额度"),
    "limit_cancelled": ("End the unused limit", "终止未用额度"),
    "additional_security": ("Ask for additional security", "要求补充担保"),
}
