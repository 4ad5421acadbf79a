from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guests", "0007_decided")]

    operations = [
        migrations.AlterField(
            model_name="match",
            name="state",
            field=models.CharField(
                choices=[
                    ("released", "Released"),
                    ("waiting", "Waiting for review"),
                    ("rejected", "Rejected"),
                    ("hidden", "Hidden by the guest"),
                    ("void", "Of something that is no face"),
                ],
                max_length=10,
            ),
        ),
    ]
