"""An hour that no clock shows is refused at the door, in every command that names one."""

from __future__ import annotations

import pytest

from tests.unit.contracts.samples import error_of, read, sample

CALL = "postloan.collection.make-call.v1"
REMINDER = "postloan.monitoring.record-reminder.v1"
PRESERVATION = "postloan.litigation.apply-preservation.v1"


@pytest.mark.parametrize(
    "at",
    [
        "2024-02-05T24:00:00+08:00",
        "2024-02-30T10:00:00+08:00",
        "2024-13-01T10:00:00+08:00",
        "2024-02-05T10:60:00+08:00",
        "2024-02-05T10:00:00+24:00",
        "0000-02-05T10:00:00+08:00",
    ],
)
def test_an_hour_that_does_not_exist_is_refused_with_field_and_value(at: str) -> None:
    commands = (
        (CALL, {"at": at}, "at"),
        (PRESERVATION, {"at": at}, "at"),
        (REMINDER, {"conduct": {"at": at}}, "conduct.at"),
    )
    for ce_type, changed, place in commands:
        error = error_of(ce_type, sample(ce_type) | changed)
        assert (error.rule, error.field) == ("time_format", place)
        assert at in str(error)


@pytest.mark.parametrize("at", ["2024-02-29T23:59:59+08:00", "2024-02-05T00:00:00Z"])
def test_an_hour_that_exists_is_taken(at: str) -> None:
    for ce_type in (CALL, PRESERVATION):
        assert read(ce_type, sample(ce_type) | {"at": at})
    assert read(REMINDER, sample(REMINDER) | {"conduct": {"at": at[:16] + at[19:]}})


@pytest.mark.parametrize("at", ["２０２４-02-05T10:00+08:00", "2024-02-05T10:00:00.5+08:00"])
def test_other_spellings_are_refused(at: str) -> None:
    error = error_of(REMINDER, sample(REMINDER) | {"conduct": {"at": at}})
    assert error.field == "conduct.at"
