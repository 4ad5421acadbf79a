from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_box"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="child",
            field=models.BooleanField(
                default=False, help_text="A child: photos of them are released with more evidence."
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("name", "name"),
                    ("merge", "merge"),
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
    ]
