from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guests", "0008_void"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="child",
            field=models.BooleanField(default=False, help_text="A child's face, as the guest said."),
        ),
        migrations.AddField(
            model_name="registration",
            name="child_by_host",
            field=models.BooleanField(default=False, help_text="A child's face, as the host said."),
        ),
    ]
