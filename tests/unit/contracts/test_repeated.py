"""Attributes that come more than once."""

from __future__ import annotations

import pytest

from contracts.envelope import read_headers
from tests.unit.contracts.test_envelope import LEAST, errors_of, headers


@pytest.mark.parametrize("name", [*LEAST, "ce_subject", "postloan-position"])
def test_an_attribute_that_comes_again_with_another_value_is_refused(name: str) -> None:
    told = [*headers(), *([] if name in LEAST else [(name, b"7")])]
    [value] = [value for known, value in told if known == name]
    assert read_headers(None, [*told, (name, value)]) == read_headers(None, told)
    for other in (b"8", None):
        assert errors_of(None, [*told, (name, other)])[0] == ("attribute_repeated", name)


def test_headers_that_are_not_ours_may_come_as_often_as_they_like() -> None:
    some = [("traceparent", b"1"), ("traceparent", b"2"), ("x", b"1"), ("x", None)]
    assert read_headers(None, [*headers(), *some]).id == read_headers(None, headers()).id
