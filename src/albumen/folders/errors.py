"""What can go wrong with a folder of photos, in words for a person."""

from albumen.errors import AlbumenError


class FolderError(AlbumenError):
    code = "folder_error"


class PhotosMissingError(FolderError):
    """A folder or file of photos that was named is not there."""

    code = "photos_missing"
    advice = "Check the spelling; a path with spaces needs quotes."


class RegionsNeedCopiesError(FolderError):
    """Nothing can be written into photos that are not copies."""

    code = "regions_need_copies"
    advice = "Use --mode copy, or --regions sidecar."


class OutUnusableError(FolderError):
    """The folder for the results cannot be made, read or written."""

    code = "out_unusable"
    advice = "Choose another folder with --out."


class OutBusyError(FolderError):
    """Another run is working in the same folder."""

    code = "out_busy"
    advice = "Wait until it has finished, or choose another folder with --out."


class NewerCacheError(FolderError):
    """The cache was written by a newer Albumen."""

    code = "cache_newer"
    advice = "Update Albumen, or sort into a new folder."


class DamagedCacheError(FolderError):
    """The cache is not a readable database."""

    code = "cache_damaged"
    advice = "Restore .albumen from a backup, or sort into a new folder; the photos themselves are untouched."


class PackConflictError(FolderError):
    """The folder was analysed with another pack, and results of two packs cannot be compared."""

    code = "pack_conflict"
    advice = "Leave --pack out to go on with it, or sort into a new folder with --out."


class OtherFileSystemError(FolderError):
    """Hard links cannot reach another file system."""

    code = "other_file_system"
    advice = "Use --mode copy or --mode symlink, or an --out folder on the same disk."


class PlacingError(FolderError):
    """A photo could not be put into a folder (disk full, no permission)."""

    code = "placing_failed"
    advice = "Free some space or mend the permission, then run the same command again: it goes on where it stopped."


class VerificationError(FolderError):
    """A copy is not equal to its source; the source was kept."""

    code = "copy_differs"
    advice = "The source was kept. Check the disk, then run the same command again."


class UnfittedPackError(FolderError):
    """The pack has no calibration, so nothing can be said about who is who."""

    code = "pack_unfitted"
    advice = "Choose another pack with --pack; `albumen models list` names them."


class SelfieError(FolderError):
    """A selfie that cannot be searched with."""

    code = "selfie_unusable"
    advice = "Use a sharp photo with one face, looking towards the camera."


class NoFaceError(SelfieError):
    code = "selfie_no_face"
    advice = "Use a photo in which the face is well lit, not covered, and looks towards the camera."


class SeveralFacesError(SelfieError):
    code = "selfie_several_faces"
    advice = "Cut the photo to the one face you look for."


class SmallFaceError(SelfieError):
    code = "selfie_face_small"
    advice = "Use a closer photo: the eyes should be at least 30 pixels apart."


class PoorFaceError(SelfieError):
    code = "selfie_face_poor"
    advice = "Use a sharper, better lit photo that shows the face from the front."


class DifferentPeopleError(SelfieError):
    code = "selfies_differ"
    advice = "Give selfies of one person only, and search for each person on their own."
