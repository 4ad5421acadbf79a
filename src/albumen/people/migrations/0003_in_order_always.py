import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_in_order")]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="sort_at",
            field=models.DateTimeField(),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["photo", "person"], name="assignment_of_photo"),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="photo",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignments",
                to="photos.photo",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["person", "sort_at", "photo"], name="assignment_in_order"),
        ),
    ]
