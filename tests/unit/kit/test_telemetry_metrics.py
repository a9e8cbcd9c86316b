"""Every metric has a unit and a sentence, and the document's table is that of the code.

``python -m tests.unit.kit.test_telemetry_metrics`` renews the table.
"""

from __future__ import annotations

import re
from pathlib import Path

from services.kit import telemetry_instruments as instruments
from services.kit import telemetry_names as names
from services.kit.telemetry_instruments import AUDIT, KIT, READ_SIDE, prometheus_name

DOCUMENT = Path(__file__).parents[3] / "docs" / "telemetry.md"
BEGIN, END = "<!-- metrics: begin -->", "<!-- metrics: end -->"


def table() -> str:
    """All metrics as the document shows them."""
    lines = [
        "| metric, and its name in Prometheus | unit | labels besides `service` | from | meaning |",
        "|---|---|---|---|---|",
    ]
    ours, audits = ({one.name: one for one in each.all} for each in (KIT, AUDIT))
    audits |= {one.name: one for one in READ_SIDE}
    for name, one in (ours | {n: o for n, o in audits.items() if n not in ours}).items():
        labels = [f"`{label}`" for label in one.labels]
        if name in ours and name in audits:
            more = [label for label in audits[name].labels if label not in one.labels]
            labels += [f"`{label}` (audit)" for label in more]
        where = (
            "all" if name in ours and name in audits else "audit" if name in audits else "rules"
        )
        cells = [f"`{name}` `{prometheus_name(one)}`", one.unit, ", ".join(labels), where]
        lines.append(f"| {' | '.join([*cells, one.description])} |")
    return "\n".join(lines)


def test_the_table_of_the_document_is_that_of_the_code() -> None:
    _, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    shown, _, after = rest.partition(END)
    assert after, "the marks of the table are missing"
    renewing = "python -m tests.unit.kit.test_telemetry_metrics renews it"
    assert shown.strip() == table(), renewing


def test_every_attribute_of_ours_is_in_the_document() -> None:
    document = DOCUMENT.read_text("utf-8")
    for attribute in names.OUR_ATTRIBUTES:
        assert f"`{attribute}`" in document, attribute


def test_instruments_have_a_unit_and_a_sentence() -> None:
    for one in (*KIT.all, *AUDIT.all, *READ_SIDE):
        assert re.fullmatch(r"s|\{[a-z]+\}", one.unit), one
        assert one.description.endswith("."), one
        assert len(set(one.labels)) == len(one.labels), one


def test_a_name_has_one_unit_and_one_meaning() -> None:
    for one in KIT.all:
        same = [each for each in AUDIT.all if each.name == one.name]
        assert all(each._replace(labels=one.labels) == one for each in same), one


def test_names_in_prometheus_carry_unit_and_kind() -> None:
    assert prometheus_name(instruments.LAG_SECONDS) == "loan_consumer_lag_seconds"
    assert prometheus_name(instruments.CONFLICTS) == "loan_append_conflicts_total"
    assert prometheus_name(instruments.APPEND_SECONDS) == "loan_append_seconds"
    assert prometheus_name(instruments.VERIFIED) == "loan_chain_verified_total"
    assert prometheus_name(instruments.HALTED) == "loan_partitions_halted"


def renew() -> None:
    """Write the table anew."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    renew()
