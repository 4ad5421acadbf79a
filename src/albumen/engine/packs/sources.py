"""Where the bytes of a file come from: a mirror first, where one is set, else its official address.

Settings (environment):
    ALBUMEN_MODEL_MIRROR: a folder, or an http, https or file address; the file's name is looked up in it.
    ALBUMEN_MODEL_MIRROR_FALLBACK: "1" allows the official address for a file the mirror does not have.
        Without it, a machine with a mirror never asks anybody else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from albumen.engine.packs.download import Advance, Deadline, Retry, discard, download, writing_failed
from albumen.engine.packs.errors import FileGoneError, MirrorError, MirrorMissesFileError
from albumen.engine.packs.spec import ModelFile

MIRROR_SETTING = "ALBUMEN_MODEL_MIRROR"
FALLBACK_SETTING = "ALBUMEN_MODEL_MIRROR_FALLBACK"

_BLOCK = 1 << 20
_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Mirror:
    """A place that has the files under their names; ``place`` is a folder, or an http(s) address."""

    place: Path | str
    fallback: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Mirror | None:
        """The mirror of the settings, None where none is set.

        Raises:
            MirrorError: the setting is neither a folder nor an address that can be used.
        """
        environment = os.environ if environment is None else environment
        text = environment.get(MIRROR_SETTING, "").strip()
        if not text:
            return None
        fallback = environment.get(FALLBACK_SETTING, "").strip().lower()
        if fallback not in _YES + _NO:
            raise MirrorError(f"{FALLBACK_SETTING} is {fallback!r}, expected 1 or 0.")
        return cls(_place(text), fallback in _YES)

    def __str__(self) -> str:
        return without_credentials(str(self.place))


def _place(text: str) -> Path | str:
    parts = urlsplit(text)
    if parts.scheme in ("http", "https") and parts.netloc:
        return text.rstrip("/")
    if parts.scheme == "file":
        from urllib.request import url2pathname  # brings half of the network with it

        return Path(url2pathname(parts.path))
    if "://" in text:
        raise MirrorError(f"The mirror {text} is neither a folder nor an http, https or file address.")
    return Path(text).expanduser()


def without_credentials(address: str) -> str:
    """The address without the name and password that may stand in it; fit for messages and records."""
    parts = urlsplit(address)
    if "@" not in parts.netloc:
        return address
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def fetch(
    file: ModelFile,
    part: Path,
    *,
    mirror: Mirror | None,
    digest_known: bool,
    deadline: Deadline,
    retry: Retry,
    advance: Advance | None,
) -> tuple[str, bool]:
    """Bring the bytes of ``file`` into ``part``, unchecked.

    Returns:
        The place they came from, and whether they were put together from several answers.

    Raises:
        MirrorMissesFileError: the mirror has no such file and no fallback is allowed.
        PackError: what :func:`albumen.engine.packs.download.download` raises.
    """

    def web(address: str) -> tuple[str, bool]:
        joined = download(
            address,
            part,
            size=file.bytes,
            digest_known=digest_known,
            deadline=deadline,
            retry=retry,
            advance=advance,
        )
        return without_credentials(address), joined

    if mirror is not None:
        try:
            if isinstance(mirror.place, Path):
                return _copy(mirror.place, file, part, deadline, advance), False
            return web(f"{mirror.place}/{quote(file.name)}")
        except (FileGoneError, MirrorMissesFileError) as error:
            if not mirror.fallback:
                raise MirrorMissesFileError(f"The mirror {mirror} has no file {file.name}.") from error
    if file.address is None:
        raise FileGoneError(f"{file.name} has no address to fetch it from.")
    return web(file.address)


def _copy(folder: Path, file: ModelFile, part: Path, deadline: Deadline, advance: Advance | None) -> str:
    """Copy the file out of a mirror folder; a copy is cheap, so it always starts from nothing."""
    source = folder / file.name
    discard(part)
    try:
        reader = source.open("rb")
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise MirrorError(f"The mirror folder {folder} does not exist.") from error
        raise MirrorMissesFileError(f"The mirror {folder} has no file {file.name}.") from error
    except OSError as error:
        raise MirrorError(f"{source} cannot be read: {error.strerror}.") from error
    with reader:
        total = os.fstat(reader.fileno()).st_size
        try:
            done = 0
            with part.open("wb") as writer:
                while block := reader.read(_BLOCK):
                    writer.write(block)
                    done += len(block)
                    if advance is not None:
                        advance(done, total)
                    deadline.check(file.name)
        except OSError as error:
            raise writing_failed(error, part) from error
    return str(source)
