from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("find", "0001_finding")]

    operations = [
        migrations.AddField(
            model_name="term",
            name="unused_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Label",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("find.term",),
        ),
    ]
