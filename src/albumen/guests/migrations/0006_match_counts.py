from typing import Any

from django.db import migrations, models
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count(apps: Any, schema_editor: Any) -> None:
    registration, match = apps.get_model("guests", "Registration"), apps.get_model("guests", "Match")

    def in_state(state: str) -> Coalesce:
        mine = match.objects.filter(registration=OuterRef("pk"), state=state).order_by()
        number = mine.values("registration").annotate(number=Count("*")).values("number")
        return Coalesce(Subquery(number, output_field=IntegerField()), 0)

    registration.objects.update(released_count=in_state("released"), waiting_count=in_state("waiting"))


class Migration(migrations.Migration):
    dependencies = [
        ("guests", "0005_shown_selfies"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="released_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="registration",
            name="waiting_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
