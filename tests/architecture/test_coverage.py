"""docs/coverage.md is what the code and the tests say, and every exclusion still excludes something."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.architecture import coverage
from tests.architecture.citations import (
    Mention,
    cited_by_tests,
    cited_in,
    code_files,
    in_code,
    in_tests,
    items,
    known,
    mentions,
)
from tests.architecture.sources import ROOT, name


def test_the_page_is_the_generated_one() -> None:
    renew = f"{coverage.RENEW} renews it"
    assert coverage.PAGE.read_text("utf-8") == coverage.page(), renew


def test_the_lists_are_as_long_as_the_catalogue_counts() -> None:
    counted = Counter(each.section for each in items("catalogue"))
    assert counted == {
        "MON": 63, "CLS": 46, "COL": 143, "GUA": 28, "LIT": 35, "DIS": 24, "XCT": 64, "POL": 31,
    }  # fmt: skip
    assert counted.total() - counted["POL"] == 403
    assert len(items("regulations")) == 330
    assert len(known()) == 403 + 31 + 330


def test_every_section_has_a_name() -> None:
    used = [each.section for listed in ("catalogue", "regulations") for each in items(listed)]
    assert list(dict.fromkeys(used)) == list(coverage.SECTIONS)


@pytest.mark.parametrize("mention", mentions(), ids=lambda each: f"{each.item} {each.file}"[:60])
def test_an_exclusion_still_excludes_something(mention: Mention) -> None:
    place = ROOT / mention.file
    files = [place] if place.is_file() else sorted(place.glob("*.toml"))
    assert any(mention.item in cited_in(each.read_text("utf-8")) for each in files)
    assert mention.reason
    assert mention.item in known()


def test_a_number_is_read_as_it_is_written() -> None:
    assert cited_in("(COL-01, CL-02 to CL-04)") == {"COL-01", "CL-02", "CL-04"}
    assert cited_in("loan L-4801, X-T-1, UTF-8, T-12, COL-999") == set()
    assert cited_in("COL-02 of regulations 7.2") == {"COLL-02"}


def test_numbers_are_found_in_code_and_in_tests() -> None:
    assert len(code_files()) > 300
    assert "services/litigation/domain/timed.py" in in_code()["CL-02"]
    path = ROOT / "tests" / "unit" / "disposal" / "test_sale.py"
    found = dict(cited_by_tests(path))
    assert found["TP-06"] == f"{name(path)}::test_a_buyer_of_a_personal_batch_may_not_sell_on"
    assert set(in_code()) | set(in_tests()) <= known()
