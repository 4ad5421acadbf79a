"""Where originals and previews are: a folder, or an object store by ALBUMEN_STORAGE_URL."""

from albumen.config import env
from albumen.config.object_store import storage_from_url
from albumen.config.settings.data import ALBUMEN_DATA

ALBUMEN_STORAGE_URL = env.text(
    "ALBUMEN_STORAGE_URL",
    "",
    "Object store: s3://KEY:SECRET@host/bucket?region=…&endpoint=https://…, azure://account:key@container, "
    "gs://bucket; empty for the data folder.",
)
ALBUMEN_UPLOAD_SPOOL = env.folder(
    "ALBUMEN_UPLOAD_SPOOL",
    ALBUMEN_DATA / "uploads",
    "Folder of unfinished uploads; shared by all web hosts when there are several.",
)
STORAGES = {
    "default": storage_from_url(ALBUMEN_STORAGE_URL, ALBUMEN_DATA / "media"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = ALBUMEN_DATA / "media"  # never mapped to an address: photos pass a permission check
STATIC_ROOT = ALBUMEN_DATA / "static"
FILE_UPLOAD_TEMP_DIR = None
