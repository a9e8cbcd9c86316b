"""Settings from the environment (``POSTLOAN_*``), read once, frozen."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from services.kit.reach import DAYS_AHEAD
from services.kit.sharding import SHARDS, check_partitions, shards_of

_SECRET = re.compile("dsn|password|secret|token$")


def told(wrong: Exception, shape: type[BaseSettings]) -> list[str]:
    """What is wrong with the settings, one line each: ``POSTLOAN_<FIELD>: message``.

    The value is shown unless it may hold a password. Anything but an error of settings is its own
    line.
    """
    prefix = shape.model_config.get("env_prefix") or ""
    if isinstance(wrong, ValidationError):
        return [_line(prefix, error, shape) for error in wrong.errors(include_url=False)]
    if isinstance(wrong, SettingsError):  # pydantic-settings names the field in its words only
        named = re.search(r'field "(\w+)"', str(wrong))
        if named is not None:
            return [f"{prefix}{named[1].upper()}: it must be a JSON object"]
    return str(wrong).splitlines()


def _line(prefix: str, error: ErrorDetails, shape: type[BaseSettings]) -> str:
    field = str(error["loc"][0]) if error["loc"] else ""
    name = f"{prefix}{field.upper()}"
    if error["type"] == "missing":
        known = shape.model_fields.get(field)
        return (
            f"{name}: it is missing and has no default ({known.description if known else field})"
        )
    message = error["msg"].removeprefix("Value error, ")
    if _SECRET.search(field):
        return f"{name}: {message}"
    return f"{name}: {error['input']!r} is refused: {message}"


class Settings(BaseSettings):
    """What a service process is told. A wrong value is refused at start with the field's name."""

    model_config = SettingsConfigDict(
        hide_input_in_errors=True, env_prefix="POSTLOAN_", frozen=True, extra="ignore"
    )

    kafka: str = Field(description="bootstrap addresses, host:port, separated by commas")
    dsn: str = Field(description="database of this service, as the service's own role")
    owner_dsn: str | None = Field(None, description="same database as its owner; runs migrations")
    shard_dsns: dict[int, str] = Field({}, description="shard -> DSN where it differs from dsn")
    partitions: int = Field(4, description="partitions of every topic; divides 16")
    data: Path | None = Field(None, description="data directory, for the ready file")
    policies: Path | None = Field(None, description="directory with a bank's own policy packs")
    pack: str = Field("cn", description="name of the policy pack")
    batch_records: int = Field(500, ge=1, le=10_000, description="records per turn at most")
    streams_in_memory: int = Field(50_000, ge=100, description="live states per partition at most")
    relay_backlog: int = Field(50_000, ge=1_000, description="unsent events that pause consuming")

    days_ahead: int = Field(
        DAYS_AHEAD, ge=1, description="days after the last closed one that a business day may lie"
    )

    @field_validator("partitions")
    @classmethod
    def _divides(cls, value: int) -> int:
        check_partitions(value)
        return value

    def dsn_of(self, shard: int) -> str:
        """The database of a shard."""
        return self.shard_dsns.get(shard, self.dsn)

    def check_shards(self) -> None:
        """All shards of one partition share a database, else a batch could not be atomic."""
        for partition in range(self.partitions):
            dsns = {self.dsn_of(shard) for shard in shards_of(partition, self.partitions)}
            if len(dsns) > 1:
                raise ValueError(
                    f"POSTLOAN_SHARD_DSNS: the shards {shards_of(partition, self.partitions)} of partition "
                    f"{partition} must share one database"
                )
        unknown = [shard for shard in self.shard_dsns if not 0 <= shard < SHARDS]
        if unknown:
            raise ValueError(
                f"POSTLOAN_SHARD_DSNS: shards {unknown} are not between 0 and {SHARDS - 1}"
            )
