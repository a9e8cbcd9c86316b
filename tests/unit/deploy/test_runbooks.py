"""One page per alert, all built alike; that the commands in them exist is asked by test_docs."""

from __future__ import annotations

import re

import pytest

from tests.unit.deploy.test_alerts import ROOT, RULES, page

FOLDER = ROOT / "docs" / "runbooks"
PARTS = ["What it means", "What others see", "Look first", "Mend", "Whom to wake"]
LINES_MAX = 60


@pytest.mark.parametrize("alert", RULES)
def test_a_runbook_tells_what_a_woken_person_needs_in_this_order(alert: str) -> None:
    text = (FOLDER / page(alert)).read_text("utf-8")
    assert text.startswith(f"# {alert}\n\n`{RULES[alert]['labels']['severity']}`: ")
    assert re.findall(r"^## (.+)$", text, re.M) == PARTS
    looked = text.partition("## Look first")[2].partition("## ")[0]
    assert "```" in looked, "a command to begin with"
    assert len(text.splitlines()) <= LINES_MAX


def test_every_page_is_that_of_an_alert_and_in_the_index() -> None:
    pages = {path.name for path in FOLDER.glob("*.md")} - {"README.md"}
    assert pages == {page(alert) for alert in RULES}
    index = (FOLDER / "README.md").read_text("utf-8")
    for alert, rule in RULES.items():
        assert f"| [{alert}]({page(alert)}) | {rule['labels']['severity']} | " in index
