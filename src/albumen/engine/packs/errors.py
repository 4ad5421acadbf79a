"""What can go wrong with packs, in words for a person. No error leaves a file."""

from albumen.engine.errors import EngineError


class PackError(EngineError):
    """Something is wrong with a pack, its files or the models folder."""

    code = "pack_error"


class UnknownPackError(PackError):
    """No pack of this name is in the catalogue."""

    code = "unknown_pack"
    advice = "`albumen models list` shows the packs there are."


class CatalogueError(PackError):
    """An entry of the catalogue says something wrong, or something nobody knows."""

    code = "catalogue_invalid"
    advice = "The entry came with Albumen: install Albumen again, or report it as a bug."


class PackNotInstalledError(PackError):
    """A pack is used before its files are here."""

    code = "pack_not_installed"
    advice = (
        "Install it with `albumen models install PACK`, or use `--pack builtin`, which needs no download."
    )


class LicenceNotAcceptedError(PackError):
    """The weights come under terms that a person has to accept first."""

    code = "licence_not_accepted"
    advice = "If these terms suit you, run `albumen models install PACK --accept-licence`."


class OfflineError(PackError):
    """The place of a file cannot be reached."""

    code = "offline"
    advice = (
        "Check the internet connection, or set ALBUMEN_MODEL_MIRROR to a folder or address that has it; "
        "the pack builtin needs no download."
    )


class DownloadTimeoutError(OfflineError):
    """The time allowed for a download is over; what came so far is kept, the next call goes on from there."""

    code = "download_timeout"
    advice = "Run the same command again: it goes on where it stopped."


class FileGoneError(PackError):
    """The server says that the file is not there, or refuses to give it."""

    code = "model_gone"
    advice = "Set ALBUMEN_MODEL_MIRROR to a folder or address that has the file, or choose another pack."


class WrongDigestError(PackError):
    """A file is not the one the catalogue names; it was removed and is not used."""

    code = "wrong_digest"
    advice = "Try again; if it comes back, somebody changed the file at its source: do not use it, report it."


class DiskFullError(PackError):
    """There is no room for a file in the models folder."""

    code = "disk_full"
    advice = "Free some space, or set ALBUMEN_MODELS to a folder on a larger disk."


class StoreNotWritableError(PackError):
    """The models folder cannot be written."""

    code = "models_folder_not_writable"
    advice = "Set ALBUMEN_MODELS to a folder that you may write to."


class MirrorError(PackError):
    """The mirror named in the settings cannot be used."""

    code = "mirror_unusable"
    advice = "Set ALBUMEN_MODEL_MIRROR to an existing folder or an http(s) address, or unset it."


class MirrorMissesFileError(PackError):
    """The mirror has no such file, and the settings do not allow the official address."""

    code = "mirror_misses_file"
    advice = "Put the file there, or allow the official address with ALBUMEN_MODEL_MIRROR_FALLBACK=1."
