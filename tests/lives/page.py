"""``docs/lives/l-4801.md`` as the played life says it; ``python -m tests.lives.page`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.console.lives.reading import Life, Step, read_life
from tests.lives.l4801 import TABLE, seen
from tests.lives.playing import LIVES

PAGE = Path(__file__).parents[2] / "docs" / "lives" / "l-4801.md"
HEAD = """\
# 示例贷款 L-4801 / The worked example L-4801

The acceptance story of the domain catalogue (section C), as the six services tell it. The input
is `services/console/lives/l-4801.toml`; `tests/lives/test_l4801_*.py` hold every row of the table
and its ten checks; `python -m tests.lives.page` writes this page from the run, and a test
compares the two.

Each row is the loan's document as of the end of that day: days past due, overdue without penalty,
penalty, principal; class and provision; collection's case; the guarantor Zhao; the legal stage; disposal.
Amounts in CNY.

| Date | Days | Overdue | Penalty | Principal | Class | Provision | Case | Zhao | Law | Disposal |
|---|---|---|---|---|---|---|---|---|---|---|
"""
TAIL = """
## Where the table of section C is read otherwise

- **Suit deadline.** 30 days after 28 June 2024 are 28 July 2024, a Sunday: by T-3 the
  preservation lapses only after Monday 29 July. 28 July is shown as the safe day to sue by.
- **Second auction.** 15 January 2025 + 30 days (EX-02) = 14 February; held on 20 February it is
  marked late, not refused.
- **Limitation.** Of a debt paid in instalments it runs from the last due date (LM-02), 20 March
  2025, so an interruption on 27 March 2024 does not end it in 2027: it ends on 20 March 2028;
  acceleration moves the start to 25 June 2024.
- **Check 3.** 35,150 + 60,000 + 97,200 + 8,000 = 200,350; 200,350 / 266,924 = 75.06 %. The label
  says principal and interest; the sums include penalty of 12,768.00 and 1,459.91.
- **21 March 2024.** That the loan is overdue is told by the close of 21 March: what officers did
  on that day (call, cause, notice, promise) is written down on 22 March with `done_on` 21 March,
  and is known from then on.
- **Case closed with a loss.** Writing off closes it on 30 June 2025 (B.3), not only the sale.
- **Chosen here**, because section C is silent: days of rents, stock-takes, offer and bids; that
  the account's freezing is lifted when it is collected, and the shop's seal with the court's
  order.

## What is said on each day

| Date | 说明 | What happens |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    life = read_life(LIVES / "l-4801.toml")
    days = "".join(f"| {' | '.join(_cells(day))} |\n" for day in TABLE)
    said = "".join(f"| {' | '.join(cells)} |\n" for cells in _said(life))
    return HEAD + days + TAIL + said


def _cells(day: str) -> Iterator[str]:
    shown = seen(day)
    monitoring, guarantee = shown["monitoring"], shown["guarantee"]
    yield day
    yield str(monitoring["days_past_due"])
    for name in ("overdue", "penalty", "principal_outstanding"):
        yield _amount(monitoring[name])
    yield _word(shown["classification"], "class")
    yield _amount(shown["classification"]["provision"])
    yield _word(shown["collection"], "state")
    yield _word(guarantee["guarantors"][0], "state")
    yield _word(shown["litigation"], "stage")
    yield _word(shown["disposal"], "state")


def _amount(text: str | None) -> str:
    return "" if text is None else f"{int(text[:-3]):,}{text[-3:]}"


def _word(section: Any, name: str) -> str:
    word = None if section is None else section[name]
    return "" if word in (None, "none") else str(word).lower().replace("_", " ")


def _said(life: Life) -> Iterator[tuple[str, str, str]]:
    for step in life.steps:
        if step.envelope.type != "postloan.monitoring.record-reminder.v1":
            yield f"{step.on}", step.zh + _outcome(step, "，"), step.en + _outcome(step, " ")


def _outcome(step: Step, gap: str) -> str:
    code = step.blocked or step.refused
    kind = "blocked" if step.blocked else "refused"
    return f"{'' if gap == '，' else gap}**{kind} {code}**" if code else ""


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
