from typing import Any

from django.db import migrations, models
from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


def count(apps: Any, schema_editor: Any) -> None:
    library, photo = apps.get_model("photos", "Library"), apps.get_model("photos", "Photo")
    there = photo.objects.filter(library=OuterRef("pk"), binned_at=None).order_by()
    total = there.values("library").annotate(total=Sum("face_count")).values("total")
    library.objects.update(face_count=Coalesce(Subquery(total, output_field=IntegerField()), 0))


class Migration(migrations.Migration):
    dependencies = [
        ("photos", "0003_progress"),
    ]

    operations = [
        migrations.AddField(
            model_name="library",
            name="face_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
