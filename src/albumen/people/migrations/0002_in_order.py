from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    photo = apps.get_model("photos", "Photo").objects.filter(pk=OuterRef("photo_id"))
    apps.get_model("people", "Assignment").objects.update(sort_at=Subquery(photo.values("sort_at")))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_people"),
        ("photos", "0006_finding"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="sort_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
