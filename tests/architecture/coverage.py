"""docs/coverage.md: of the domain's rules, which are built and by which test.

``python -m tests.architecture.coverage`` writes the page anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from tests.architecture.citations import Item, in_code, in_tests, items, mentions
from tests.architecture.sources import ROOT

PAGE: Final = ROOT / "docs" / "coverage.md"
RENEW: Final = "python -m tests.architecture.coverage"
MOST: Final = 2
"""So many places are named; how many more there are is told."""

Status = Literal["tested", "built", "not yet"]

SECTIONS: Final = {
    "MON": "monitoring",
    "CLS": "classification",
    "COL": "collection",
    "GUA": "guarantee",
    "LIT": "litigation",
    "DIS": "disposal",
    "XCT": "cross-cutting",
    "POL": "choices that are policy",
    "T": "counting of days",
    "RC": "classification, measures of 2023",
    "LG": "classification before",
    "EC": "expected loss",
    "PV": "provisions",
    "CI": "instruments of collection conduct",
    "CC": "contact rules",
    "CR": "contact records",
    "CO": "outside agencies",
    "CP": "complaints",
    "US": "pack for the United States",
    "GU": "guarantee law",
    "LM": "limitation",
    "CL": "civil procedure",
    "EX": "enforcement and auction",
    "BK": "bankruptcy",
    "WO": "write-off, principles",
    "WC": "write-off, criteria",
    "TR": "batch transfer",
    "TP": "transfer pilot",
    "TA": "assignment",
    "FA": "foreclosed assets",
    "PL": "post-loan supervision",
    "COLL": "collateral",
    "CB": "credit bureau",
    "RT": "retention",
    "RG": "regulator's data",
    "EV": "electronic evidence",
}

HEAD: Final = """# What is built of the domain's rules

Generated; do not edit. `{renew}` renews it,
`tests/architecture/test_coverage.py` holds it to the code.

The numbers are those of the domain catalogue (403 items and 31 choices) and of the policy reference
(regulations); what they are about is said here in a few words of our own
(`docs/coverage/catalogue.toml`, `docs/coverage/regulations.toml`). The reference's `COL-` rules on
collateral are `COLL-` here, and its open questions (`G-`) are no rules.

- **tested**: rules or policies below `services` cite the number, and so does at least one test;
- **built**: rules or policies cite it, no test names it;
- **not yet**: nobody cites it. Some of these are no software at all (principles, training, manners).

What the count can and can't say: a citation says *here this number is worked on*, not that nothing of
it is left to do. What an item also wishes for (a report, a threshold, an interface) may be missing.
Mere mentions are counted out one by one, with their reason, in `docs/coverage/mentions.toml`: {out}
of them. A range such as CL-01 to CL-03 cites its two ends only.{sample}
"""

SAMPLE: Final = """

How far "tested" can be trusted: for 40 of the tested numbers, drawn by lot, a line of the rule and the
beginning of the first test were read (29 November 2026): 33 looked as titled here, seven hold in part
(BK-07, EX-04, FA-04, LIT-24, MON-21, XCT-02, XCT-51: one side of the item). Of 18 others, read by somebody
else a day later, 16 held; MON-50 (no recipients and no date of a warning) and LIT-05 (no inquiry of our own)
hold in part. About 200 tests were given
their numbers by what they are called; not each was read."""


class Line(NamedTuple):
    """An item with what was found of it."""

    item: Item
    code: Sequence[str]
    tests: Sequence[str]

    @property
    def status(self) -> Status:
        """``tested``, ``built`` or ``not yet``; a test alone builds nothing."""
        if not self.code:
            return "not yet"
        return "tested" if self.tests else "built"


def lines(listed: str) -> list[Line]:
    """Every item of a list with its citations."""
    code, tests = in_code(), in_tests()
    return [
        Line(each, _rules_first(code.get(each.identity, [])), tests.get(each.identity, []))
        for each in items(listed)
    ]


def _rules_first(places: Iterable[str]) -> list[str]:
    return sorted(places, key=lambda each: ("/policies" in each, "/domain/" not in each, each))


def _counted(found: Sequence[Line]) -> str:
    states = [each.status for each in found]
    numbers = (len(found), *(states.count(each) for each in ("tested", "built", "not yet")))
    return " | ".join(f"{each}" for each in numbers)


def _sections(found: Sequence[Line]) -> dict[str, list[Line]]:
    sections: dict[str, list[Line]] = {}
    for each in found:
        sections.setdefault(each.item.section, []).append(each)
    return sections


def _table(title: str, found: Sequence[Line], whole: str, apart: str = "") -> str:
    rows = [f"| {title} | items | tested | built | not yet |", "|---|---|---|---|---|"]
    counted = [each for each in found if each.item.section != apart]
    rows += [
        f"| `{section}-` {SECTIONS[section]} | {_counted(each)} |"
        for section, each in _sections(counted).items()
    ]
    rows.append(f"| **{whole}** | {_counted(counted)} |")
    if apart:
        choices = [each for each in found if each.item.section == apart]
        rows.append(f"| `{apart}-` {SECTIONS[apart]} | {_counted(choices)} |")
    return "\n".join(rows)


def _named(places: Sequence[str]) -> str:
    shown = ", ".join(f"`{_short(each)}`" for each in places[:MOST])
    more = len(places) - MOST
    return f"{shown} and {more} more" if more > 0 else shown


def _short(place: str) -> str:
    """Below services and tests/unit, where nearly all of it lies."""
    return place.removeprefix("services/").removeprefix("tests/unit/").replace("/domain/", "/")


def _section(section: str, found: Sequence[Line]) -> str:
    parts = [f"## {section}: {SECTIONS[section]}"]
    cited = [each for each in found if each.code]
    if cited:
        rows = [
            "| number | about | status | rules (below `services`) | tests (below `tests/unit`) |"
        ]
        rows.append("|---|---|---|---|---|")
        rows += [
            f"| {each.item.identity} | {each.item.about} | {each.status} |"
            f" {_named(each.code)} | {_named(each.tests) if each.tests else '-'} |"
            for each in cited
        ]
        parts.append("\n".join(rows))
    missing = [f"{each.item.identity} {each.item.about}" for each in found if not each.code]
    if missing:
        parts.append(f"Not yet: {'; '.join(missing)}.")
    return "\n\n".join(parts)


def page() -> str:
    """The whole page."""
    catalogue, regulations = lines("catalogue"), lines("regulations")
    parts = [
        HEAD.format(renew=RENEW, out=len(mentions()), sample=SAMPLE).rstrip(),
        _table("catalogue", catalogue, "catalogue, all", "POL"),
        _table("policy reference", regulations, "policy reference, all"),
    ]
    for found in (catalogue, regulations):
        parts += [_section(section, each) for section, each in _sections(found).items()]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
