"""What can go wrong in the engine, in words for a person."""

from albumen.errors import AlbumenError


class EngineError(AlbumenError):
    code = "engine_error"


class SettingError(EngineError):
    """A setting of the environment has a value that cannot be used."""

    code = "setting_invalid"
