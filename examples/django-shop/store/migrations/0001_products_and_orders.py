"""Products, orders and their lines."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import store.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(default=store.models.new_number, max_length=16, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for payment"),
                            ("pending", "payment being checked"),
                            ("reserved", "paid, to be shipped"),
                            ("captured", "shipped"),
                            ("declined", "payment declined"),
                            ("canceled", "canceled"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("total", models.DecimalField(decimal_places=2, max_digits=9)),
                ("checkout_session_id", models.CharField(max_length=36, unique=True)),
                (
                    "charge_permission_id",
                    models.CharField(blank=True, db_index=True, max_length=40),
                ),
                ("charge_id", models.CharField(blank=True, db_index=True, max_length=40)),
                ("ship_to", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("slug", models.SlugField(unique=True)),
                ("description", models.TextField()),
                ("price", models.DecimalField(decimal_places=2, max_digits=8)),
                ("symbol", models.CharField(max_length=8)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("quantity", models.PositiveIntegerField()),
                ("price", models.DecimalField(decimal_places=2, max_digits=8)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="store.order",
                    ),
                ),
            ],
        ),
    ]
