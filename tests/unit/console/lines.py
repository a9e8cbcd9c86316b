"""Lines of a feed for tests."""

import json
from pathlib import Path
from typing import Any

from deploy.local.names import DEFAULT_PARTITIONS
from services.console.cli.target import Target


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def line(kind: str, on: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One CloudEvents event; its id follows from its content."""
    names = {"subject": data.get("loan_id"), "partitionkey": data.get("obligor_id")}
    return {
        "specversion": "1.0",
        "id": more.pop(
            "id", f"{kind}-{on}-{data.get('loan_id', '')}-{data.get('receipt_id', '')}"
        ),
        "source": "/corebank/test",
        "type": f"corebank.{kind}.v1",
        "time": f"{on}T09:00:00+08:00",
        "businessdate": on,
        "data": data,
        **{name: value for name, value in names.items() if value is not None},
        **more,
    }


def disbursed(loan: str, obligor: str, on: str, due: list[str]) -> dict[str, Any]:
    """A personal loan of 100.00 per instalment."""
    data = {
        "loan_id": loan,
        "obligor_id": obligor,
        "obligor_kind": "personal",
        "product": "consumer",
        "principal": cny(f"{100 * len(due)}.00"),
        "disbursed_on": on,
        "matures_on": due[-1],
        "security": "credit",
        "schedule": [
            {
                "number": number,
                "due_on": day,
                "principal": cny("100.00"),
                "interest": cny("1.00"),
                "fee": cny("0.00"),
            }
            for number, day in enumerate(due, 1)
        ],
    }
    return line("loan-disbursed", on, data)


def repaid(loan: str, obligor: str, on: str, receipt: str, amount: str) -> dict[str, Any]:
    data = {
        "loan_id": loan,
        "obligor_id": obligor,
        "receipt_id": receipt,
        "amount": cny(amount),
        "value_date": on,
        "booked_on": on,
        "payer": {"kind": "borrower"},
    }
    return line("repayment-received", on, data)


def closed(on: str) -> dict[str, Any]:
    return line("business-day-closed", on, {"business_date": on})


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return path


def target(services: tuple[str, ...] = ("monitoring", "classification", "audit")) -> Target:
    """A stack that nobody talks to."""
    return Target(
        name="a test",
        kafka="127.0.0.1:1",
        partitions=DEFAULT_PARTITIONS,
        services=services,
        verifiers={},
        api_host="127.0.0.1",
        api_port=1,
        token_file=Path("no-token"),
        folder=None,
    )
