"""Of orders that were made of one cart, one pays it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0003_orders_of_apps")]

    operations = [
        migrations.AddField(
            "order", "cart_key", models.CharField(blank=True, default="", max_length=16)
        ),
        migrations.AddField(
            "order", "pays_cart", models.CharField(max_length=16, null=True, unique=True)
        ),
    ]
