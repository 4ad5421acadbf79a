"""Public identifiers: UUIDs of version 7, which sort by time, so that indexes stay compact."""

import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A new identifier (RFC 9562, version 7)."""
    return uuid_utils.compat.uuid7()
