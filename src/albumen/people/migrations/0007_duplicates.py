import django.db.models.deletion
from django.db import migrations, models

import albumen.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_names_from_files"),
        ("photos", "0006_finding"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duplicate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=albumen.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("probability", models.FloatField()),
                ("faces", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Nobody said yet"),
                            ("same", "They are the same"),
                            ("not_same", "They are two"),
                            ("gone", "No question any more"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("skips", models.PositiveIntegerField(default=0)),
                ("found_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="compared",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="person",
            name="looks",
            field=models.PositiveBigIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="sorting",
            name="compared_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sorting",
            name="compared_model",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="photos.modelversion",
            ),
        ),
        migrations.AddField(
            model_name="sorting",
            name="compared_prior",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="statement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("name", "name"),
                    ("merge", "merge"),
                    ("not_same", "not_same"),
                    ("split", "split"),
                    ("is", "is"),
                    ("is_not", "is_not"),
                    ("hide", "hide"),
                    ("unhide", "unhide"),
                    ("child", "child"),
                    ("not_child", "not_child"),
                    ("delete", "delete"),
                    ("box", "box"),
                    ("wrong_detection", "wrong_detection"),
                    ("twice", "twice"),
                    ("undo", "undo"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("looks__gt", models.F("compared"))),
                fields=["library", "id"],
                name="person_to_compare",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="library",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duplicates",
                to="photos.library",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="model",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="photos.modelversion",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="one",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="other",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddIndex(
            model_name="duplicate",
            index=models.Index(
                fields=["library", "state", "skips", "-probability", "id"], name="duplicate_list"
            ),
        ),
        migrations.AddIndex(
            model_name="duplicate",
            index=models.Index(fields=["other"], name="duplicate_of_other"),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="duplicate_pair_once"),
        ),
    ]
