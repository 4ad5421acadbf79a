"""The one form of every failure."""

from __future__ import annotations

from ninja import Field, Schema

from albumen.errors import FaultCode


class FaultOut(Schema):
    """What is wrong with one part of the request."""

    code: FaultCode
    values: dict[str, int | float | str] = Field(description="What its sentence counts or names.")


class Problem(Schema):
    """Problem details (RFC 9457), with a stable code and what to do next."""

    type: str = Field("about:blank", description="Always about:blank: `code` tells failures apart.")
    title: str = Field(description="The phrase of the HTTP status.")
    status: int
    code: str = Field(description="Stable name of the failure, for programs.")
    detail: str = Field(description="What is wrong, in a sentence for a person.")
    advice: str = Field("", description="What to do next.")
    values: dict[str, int | float | str] = Field(
        default_factory=dict, description="What the sentence counts or names, for who says it in other words."
    )
    fields: dict[str, str] = Field(default_factory=dict, description="Which parts of the request, and why.")
    faults: dict[str, FaultOut] = Field(
        default_factory=dict, description="The same parts, for programs: codes instead of sentences."
    )
