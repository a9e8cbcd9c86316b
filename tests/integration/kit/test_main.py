"""A service that can't start says why, in one sentence, and exits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("POSTLOAN_", "OTEL_"))}
    return subprocess.run(
        [sys.executable, "-m", "services.monitoring"],
        env={**kept, **settings},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "POSTLOAN_KAFKA: it is missing"),
        ({"POSTLOAN_PARTITIONS": "5"}, "POSTLOAN_PARTITIONS: '5' is refused"),
        ({"POSTLOAN_PACK": "nowhere"}, "no policy pack 'nowhere'"),
        ({"POSTLOAN_POLICIES": "/nowhere/at/all"}, "/nowhere/at/all"),
        ({"OTEL_TRACES_EXPORTER": "pigeon"}, "OTEL_TRACES_EXPORTER"),
    ],
)
def test_a_wrong_setting_is_named_and_exits_2(settings: dict[str, str], named: str) -> None:
    base = {"POSTLOAN_KAFKA": "127.0.0.1:1", "POSTLOAN_DSN": "postgresql://a@127.0.0.1:1/a"}
    ended = start(**(base | settings if settings else {}))
    assert ended.returncode == 2
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_broker_is_one_sentence_and_exits_1(
    fresh_database: Callable[[str], tuple[str, str]],
) -> None:
    owner_dsn, dsn = fresh_database("monitoring")
    ended = start(POSTLOAN_KAFKA="127.0.0.1:1", POSTLOAN_DSN=dsn, POSTLOAN_OWNER_DSN=owner_dsn)
    assert ended.returncode == 1
    assert "KafkaConnectionError" in ended.stderr
    assert "Traceback" not in ended.stderr
