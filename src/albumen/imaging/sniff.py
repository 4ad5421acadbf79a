"""The format of a file from its bytes; its name is never looked at.

Signatures are those of the formats' own specifications. A camera RAW file that is a TIFF inside (DNG, CR2,
NEF, ARW) is told from a plain TIFF by what its directories hold: a DNG version, Canon's mark, or sensor data
as photometric interpretation (TIFF/EP 32803 "CFA", DNG 34892 "LinearRaw").
"""

from __future__ import annotations

from typing import Final, Literal

from albumen.imaging.errors import EmptyFileError, NotAPictureError, UnsupportedFormatError
from albumen.imaging.exif import Tag, read_directories

Format = Literal["jpeg", "png", "webp", "tiff", "gif", "bmp", "heic", "avif", "raw"]

FORMATS: Final[tuple[Format, ...]] = ("jpeg", "png", "webp", "tiff", "gif", "bmp", "heic", "avif", "raw")
"""Every format Albumen can read, and the default list of allowed ones."""

_SIGNATURES: Final[tuple[tuple[bytes, Format], ...]] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"IIRO", "raw"),  # Olympus ORF, three byte orders
    (b"IIRS", "raw"),
    (b"MMOR", "raw"),
    (b"IIU\x00", "raw"),  # Panasonic RW2
)
_TIFF: Final = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")

_HEIC_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
)
_AVIF_BRANDS: Final = frozenset((b"avif", b"avis"))

_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x00\x00\x00\x0cjP  \r\n", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"8BPS", "Photoshop"),
    (b"%PDF", "PDF"),
    (b"\x00\x00\x01\x00", "Windows icon"),
    (b"\x01\xda", "SGI"),
    (b"gimp xcf", "GIMP"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"DanM", "Microsoft Paint 1"),
    (b"LinS", "Microsoft Paint 1"),
    (b"<svg", "SVG"),
    (b"\x1a\x45\xdf\xa3", "Matroska video"),
)

_CFA, _LINEAR_RAW = 32803, 34892


def sniff(data: bytes | memoryview) -> Format:
    """The format of a file's bytes (all of them: a TIFF's directory may be at its end).

    Raises:
        EmptyFileError: there are no bytes.
        UnsupportedFormatError: a known kind of picture that Albumen does not read.
        NotAPictureError: anything else.
    """
    head = bytes(data[:64])
    if not head:
        raise EmptyFileError("The file is empty.")
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:4] in _TIFF:
        return "raw" if head[8:10] == b"CR" or _holds_sensor_data(data) else "tiff"
    if head[4:8] == b"ftyp":
        return _iso_format(bytes(data[:512]))
    if _is_bmp(head):
        return "bmp"
    for signature, kind in _FOREIGN:
        if head.startswith(signature):
            raise UnsupportedFormatError(f"The file is of a format that Albumen does not read ({kind}).")
    if head[:1] == b"P" and head[1:2] in b"1234567" and head[2:3].isspace():
        raise UnsupportedFormatError("The file is of a format that Albumen does not read (Netpbm).")
    raise NotAPictureError("The file is not a picture of a known format.")


def _holds_sensor_data(data: bytes | memoryview) -> bool:
    for directory in read_directories(data):
        if Tag.DNG_VERSION in directory:
            return True
        if directory.integer(Tag.PHOTOMETRIC) in (_CFA, _LINEAR_RAW):
            return True
    return False


def _iso_format(head: bytes) -> Format:
    """By the brands of an ISO base media file, the major one and the compatible ones."""
    size = max(16, min(int.from_bytes(head[:4], "big"), len(head)))
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, size - 3, 4))]
    if brands[0] == b"crx ":
        return "raw"  # Canon CR3
    if any(brand in _AVIF_BRANDS for brand in brands):
        return "avif"
    if any(brand in _HEIC_BRANDS for brand in brands):
        return "heic"
    raise UnsupportedFormatError("The file is a video or another media file, not a picture.")


def _is_bmp(head: bytes) -> bool:
    # "BM" alone is a weak mark, so the size of the header that follows must be one of the known ones.
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in (12, 16, 40, 52, 56, 64, 108, 124)
