"""Names that people give to labels and searches."""

from __future__ import annotations

from albumen.errors import Fault
from albumen.find.errors import BadLabelError
from albumen.find.models import NAME_LENGTH


def clean_name(text: str) -> str:
    """A name as it is kept: spaces between words single, none around.

    Raises:
        BadLabelError: it is empty, too long, or has characters that nobody sees.
    """
    name = " ".join(text.split())
    if not name:
        fault = Fault("required", "A name is needed.")
    elif len(name) > NAME_LENGTH:
        fault = Fault("too_long", f"At most {NAME_LENGTH} characters.", most=NAME_LENGTH)
    elif not name.isprintable():
        fault = Fault("unprintable", "Letters and signs that can be seen.")
    else:
        return name
    raise BadLabelError("This cannot be a name.", fields={"name": fault})
