"""A service is told one broker or several, so that it also starts while one of them is down."""

from __future__ import annotations

import pytest

from services.kit.edge import make_broker
from services.kit.settings import Settings


@pytest.mark.parametrize(
    ("told", "asked"),
    [("a:9092", ["a:9092"]), ("a:9092,b:9092,c:9092", ["a:9092", "b:9092", "c:9092"])],
)
def test_several_brokers_are_separated_by_commas(told: str, asked: list[str]) -> None:
    broker = make_broker(Settings(kafka=told, dsn="postgresql://nowhere/x"))
    assert list(broker.specification.url) == asked
