"""The checkers find what they are for: shown on one line of source each."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import sources
from tests.architecture.purity import clocks, dice, numbers_of_rules

CLOCKS = {
    "import datetime as dt; dt.datetime.now()": "datetime.datetime.now",
    "import datetime; datetime.date.today()": "datetime.date.today",
    "import datetime; datetime.datetime.utcnow()": "datetime.datetime.utcnow",
    "from datetime import datetime; datetime.now(UTC)": "datetime.datetime.now",
    "from datetime import date as d; d.today()": "datetime.date.today",
    "from time import time; time()": "time.time",
    "from time import time as t; t()": "time.time",
    "import time as clock; clock.time_ns()": "time.time_ns",
    "from datetime import datetime; d = datetime; d.now()": "datetime.datetime.now",
    "import datetime; m = datetime; d = m.datetime; d.today()": "datetime.datetime.today",
    "from datetime import datetime; field(default_factory=datetime.now)": "datetime.datetime.now",
    "def f():\n    from time import time\n    return time()": "time.time",
    "from time import *": "time.*",
}


@pytest.mark.parametrize("source", CLOCKS)
def test_a_clock_is_found_under_any_name(source: str) -> None:
    assert CLOCKS[source] in {each.what for each in clocks(ast.parse(source))}


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date; date(2024, 1, 1)",
        "from datetime import datetime; datetime.fromisoformat(text)",
        "from time import perf_counter; perf_counter()",
        "def now(): ...\nnow()",
    ],
)
def test_what_reads_no_clock_is_none(source: str) -> None:
    assert clocks(ast.parse(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "import random; random.choice([])",
        "from random import randint as r; r(1, 2)",
        "from uuid import uuid4; uuid4()",
        "import uuid as u; u.uuid1()",
        "import secrets; secrets.token_hex()",
    ],
)
def test_dice_are_found_under_any_name(source: str) -> None:
    assert dice(ast.parse(source))
    assert not dice(ast.parse("from uuid import uuid5; uuid5(a, b)"))


@pytest.mark.parametrize(
    "source",
    [
        "if days > 90: pass",
        "x = -90",
        "rate = 0.5",
        "one = 1.0",
        "from decimal import Decimal; share = Decimal('0.5')",
        "from decimal import Decimal as D; share = D('.5e1'.strip()); line = D('5e1')",
        "import decimal; share = decimal.Decimal('90')",
        "from fractions import Fraction; half = Fraction(1, 2)",
        "import fractions as f; half = f.Fraction(1, 2)",
        "from fractions import Fraction as F; half = F('1/2')",
        "days = int('90')",
        "days = int(b'90')",
        "LINES = {'special_mention': '90'}",
        "share = '10.5'",
        "share = '12%'",
        "x = 9_0",
        "x = '9_0'",
        "x = 3j",
        "VERSION: ClassVar[int] = 3",
        "class Paid:\n    DAYS: ClassVar[int] = 3",
    ],
)
def test_a_number_of_a_rule_is_found_however_it_is_written(source: str) -> None:
    found, inspected = numbers_of_rules(ast.parse(source))
    assert found
    assert inspected >= len(found)


@pytest.mark.parametrize(
    "source",
    [
        "x = 0 + 1 - 2; y = -1",
        "from decimal import Decimal; nought, one = Decimal('0'), Decimal(1)",
        "from fractions import Fraction; one = Fraction(2, 2)",
        "share = part * 100 // whole",
        "yes = True",
        "@lru_cache(maxsize=1024)\ndef f(): ...",
        "def f():\n    '''90'''",
        "raise ValueError(f'{days} is more than 90')",
        "rule = 'RC-20'",
        "day = 'M7+'",
        "class Paid:\n    VERSION: ClassVar[int] = 3",
    ],
)
def test_what_is_no_number_of_a_rule_is_let_be(source: str) -> None:
    assert numbers_of_rules(ast.parse(source))[0] == []


def test_nothing_to_inspect_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "services" / "kit").mkdir(parents=True)
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    monkeypatch.setattr(sources, "SERVICES", tmp_path / "services")
    for looking in (
        sources.deciding_services,
        sources.rule_files,
        sources.python_files,
        lambda: sources.python_files("services"),
    ):
        with pytest.raises(AssertionError):
            looking()
    (tmp_path / "services" / "new" / "domain").mkdir(parents=True)
    assert sources.deciding_services() == ["new"]
    with pytest.raises(AssertionError, match="nothing to inspect below services/new/domain"):
        sources.rule_files()
