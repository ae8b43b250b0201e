"""What the shop sells."""

from __future__ import annotations

from typing import Any

from django.db import migrations

PRODUCTS = (
    ("Assam, second flush", "assam", "12.50", "🍂", "250 g of strong black tea from the Brahmaputra, for milk."),
    ("Sencha", "sencha", "14.90", "🍃", "100 g of green tea from Kagoshima, steamed, fresh and a little salty."),
    ("Rooibos", "rooibos", "7.80", "🌾", "250 g, no caffeine, sweet without sugar."),
    ("Cast iron pot", "pot", "64.00", "🫖", "Holds 0.8 litres and keeps them warm. Enamelled inside."),
    ("Two cups", "cups", "19.00", "🍵", "Stoneware, 200 ml each, turned by hand, none like the other."),
    ("Tin for 500 g", "tin", "11.20", "🥫", "Shuts out light and air. Lined, with a second lid."),
)  # fmt: skip


def fill(apps: Any, schema_editor: Any) -> None:
    product = apps.get_model("store", "Product")
    for name, slug, price, symbol, description in PRODUCTS:
        product.objects.create(
            name=name, slug=slug, price=price, symbol=symbol, description=description
        )


class Migration(migrations.Migration):
    dependencies = [("store", "0001_products_and_orders")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
