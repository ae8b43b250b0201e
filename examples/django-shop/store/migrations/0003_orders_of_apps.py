# An order of the app's is there before its checkout session is.
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_catalogue")]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="checkout_session_id",
            field=models.CharField(max_length=36, null=True, unique=True),
        )
    ]
