"""The common shape of the read side's answers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Fields may be added."""

    model_config = ConfigDict(extra="allow")
