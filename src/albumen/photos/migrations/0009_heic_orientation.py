"""How HEIC files lie was written down as their reader gives them, turned already: files are asked again when needed."""

from typing import Any

from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    photos = apps.get_model("photos", "Photo")
    photos.objects.filter(media_type="image/heic").update(orientation=None)


class Migration(migrations.Migration):
    dependencies = [("photos", "0008_orientation")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
