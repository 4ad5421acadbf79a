"""Jobs as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
JobQueue = Literal["inference", "io"]


class JobOut(Schema):
    """A piece of work in the background."""

    id: UUID
    kind: str = Field(description="What is done, as `noun.verb`.")
    key: str = Field(description="What it is done to.")
    state: JobState
    queue: JobQueue
    library: UUID | None = Field(None, alias="scope", description="The library it belongs to.")
    attempts: int
    max_attempts: int
    done: int = Field(description="Pieces done.")
    total: int = Field(description="Pieces in all; 0 when not known.")
    error_code: str
    error: str = Field(description="What went wrong, for a person.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
