"""What is said of a damaged picture: about this file only, and short."""

from __future__ import annotations

import pytest
import pyvips

from albumen.imaging.decode import open_picture
from albumen.imaging.errors import DamagedPictureError, short_reason


def test_a_damaged_file_is_told_in_its_own_words_and_not_in_those_of_the_file_before() -> None:
    damaged = b"GIF89a" + bytes(38)
    with pytest.raises(DamagedPictureError) as alone:
        open_picture(damaged).at(64)
    pyvips.vips_lib.vips_foreign_find_load(b"a file before.png")  # leaves its complaint in libvips
    assert b"a file before" in pyvips.ffi.string(pyvips.vips_lib.vips_error_buffer())
    with pytest.raises(DamagedPictureError) as later:
        open_picture(damaged).at(64)
    assert later.value.sentence == alone.value.sentence


def test_a_reason_is_one_line_of_whole_words() -> None:
    reason = short_reason(ValueError("word " * 40 + "\nsecond line"))
    assert len(reason) <= 80
    assert set(reason.removesuffix(" ...").split()) == {"word"}
    assert short_reason(ValueError()) == "ValueError"
