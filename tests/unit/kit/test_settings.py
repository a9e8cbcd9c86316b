"""What is wrong with a service's settings is said in one line each, and no password is shown."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsError

from services.audit.settings import AuditSettings
from services.kit.reach import DAYS_AHEAD
from services.kit.settings import Settings, told

SOUND = {
    "KAFKA": "127.0.0.1:1",
    "DSN": "postgresql://a:secret-1@127.0.0.1:1/a",
    "API_TOKEN_FILE": "token",
}


def refused(
    monkeypatch: pytest.MonkeyPatch, shape: type[BaseSettings] = Settings, **given: str | None
) -> list[str]:
    for name, value in (SOUND | given).items():
        if value is None:
            monkeypatch.delenv(f"POSTLOAN_{name}", raising=False)
        else:
            monkeypatch.setenv(f"POSTLOAN_{name}", value)
    with pytest.raises((ValidationError, SettingsError)) as wrong:
        shape()
    return told(wrong.value, shape)


def test_every_setting_that_is_wrong_has_a_line_with_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = refused(monkeypatch, KAFKA=None, PARTITIONS="5", BATCH_RECORDS="0", RELAY_BACKLOG="x")
    assert len(lines) == 4
    assert lines[0].startswith("POSTLOAN_KAFKA: it is missing and has no default (bootstrap")
    assert lines[1].startswith("POSTLOAN_PARTITIONS: '5' is refused: ")
    assert lines[2].startswith("POSTLOAN_BATCH_RECORDS: '0' is refused: ")
    assert lines[2].endswith("greater than or equal to 1")
    assert lines[3].startswith("POSTLOAN_RELAY_BACKLOG: 'x' is refused: ")


def test_a_business_day_may_lie_so_many_days_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    [line] = refused(monkeypatch, DAYS_AHEAD="0")
    assert line.startswith("POSTLOAN_DAYS_AHEAD: '0' is refused: ")
    monkeypatch.setenv("POSTLOAN_DAYS_AHEAD", "1")
    assert Settings().days_ahead == 1
    monkeypatch.delenv("POSTLOAN_DAYS_AHEAD")
    assert Settings().days_ahead == DAYS_AHEAD == 366


@pytest.mark.parametrize(
    ("shape", "name", "value"),
    [
        (Settings, "SHARD_DSNS", '{"x": "postgresql://a:secret-2@h/a"}'),
        (Settings, "SHARD_DSNS", "postgresql://a:secret-2@h/a"),
        (Settings, "SHARD_DSNS", '["secret-2"]'),
        (AuditSettings, "VERIFIER_DSNS", '{"audit": ["secret-2"]}'),
        (AuditSettings, "VERIFIER_DSNS", "{secret-2"),
    ],
)
def test_a_value_that_may_hold_a_password_is_not_shown(
    shape: type[BaseSettings], name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [line] = refused(monkeypatch, shape, **{name: value})
    assert line.startswith(f"POSTLOAN_{name}: ")
    assert "secret" not in line
    assert len(line) > len(f"POSTLOAN_{name}: ")


def test_what_is_no_error_of_settings_keeps_its_own_words() -> None:
    assert told(ValueError("pack: none"), Settings) == ["pack: none"]
