"""Answers of audit's read side, in the shape of contract.md section 5."""

from typing import Any

CNY = "CNY"


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": CNY}


LOAN: dict[str, Any] = {
    "loan_id": "L-4801",
    "obligor_id": "C-0007",
    "as_of": "2024-06-19",
    "known_on": "2024-06-19",
    "known_at": None,
    "monitoring": {
        "days_past_due": 91,
        "overdue_since": "2024-03-20",
        "stage": "M4",
        "overdue": cny("64320.00"),
        "principal_outstanding": cny("260000.00"),
        "unapplied": cny("0.00"),
        "penalty": cny("0.00"),
        "installments": [
            {
                "number": number,
                "due_on": f"2024-{number:02d}-20",
                "due": {"principal": cny("20000.00"), "interest": cny("1440.00")},
                "paid": {"principal": cny("20000.00" if number < 3 else "0.00")},
                "paid_on": None,
                "ceased_on": None,
            }
            for number in range(1, 13)
        ],
        "charges": [],
        "accelerated_on": None,
    },
    "classification": {
        "class": "substandard",
        "own_merit": "substandard",
        "contagion": None,
        "became_true_on": "2024-06-19",
        "processed_at": "2024-06-19T15:00:00+00:00",
        "reasons": ["overdue_more_than_90_days"],
        "policy_id": "cn/2023-07-01",
    },
    "collection": None,
    "guarantee": None,
    "litigation": None,
    "disposal": None,
    "history": {"events": 214, "head": "sha256:ab", "verified": True},
}

EVENT: dict[str, Any] = {
    "service": "monitoring",
    "type": "monitoring.ReceiptTaken",
    "event_id": "5a2f41a3-c54c-4fe8-a1dc-6a5a5a2f8b9a",
    "effective_on": "2024-01-10",
    "known_on": "2024-01-11",
    "recorded_at": "2024-01-11T15:00:00+00:00",
    "cause": {"id": "e4d8c37d-7d17-52cc-96c3-022ab624beb0", "link": None},
    "actor": "/corebank/demo",
    "policy_id": None,
    "link": "ab" * 32,
    "payload": {"receipt_id": "R-1", "amount": {"minor": 1234500, "currency": CNY}},
}

HISTORY: dict[str, Any] = {
    "loan_id": "L-4801",
    "obligor_id": "C-0007",
    "as_of": None,
    "known_on": None,
    "known_at": None,
    "verified": True,
    "events": [EVENT],
}

DIFFERENCE: dict[str, Any] = {
    "loan_id": "L-4801",
    "obligor_id": "C-0007",
    "as_of": "2024-06-19",
    "known_on": "2024-06-01",
    "against": "2024-06-19",
    "fields": [{"field": "monitoring.overdue", "from": None, "to": cny("64320.00")}],
    "events": [{"known_in": "against", **EVENT}],
}

BOOK: dict[str, Any] = {
    "as_of": "2025-12-31",
    "loans": 3,
    "with_principal": 2,
    "principal_outstanding": [cny("300.00")],
    "stages": [
        {"stage": "current", "loans": 2, "principal_outstanding": [cny("100.00")]},
        {"stage": "M7+", "loans": 1, "principal_outstanding": [cny("200.00")]},
    ],
    "classes": [
        {"class": "normal", "loans": 1, "principal_outstanding": [cny("100.00")]},
        {"class": "loss", "loans": 1, "principal_outstanding": [cny("200.00")]},
        {"class": None, "loans": 1, "principal_outstanding": []},
    ],
    "non_performing": {
        "loans": 1,
        "ratio_by_count": "0.500000",
        "principal_outstanding": [cny("200.00")],
        "ratio_by_amount": {"CNY": "0.666667"},
    },
    "migration": {
        "since": "2024-12-31",
        "moves": [
            {"from": "normal", "to": "loss", "loans": 1},
            {"from": None, "to": "normal", "loans": 1},
            {"from": None, "to": None, "loans": 1},
        ],
    },
}
