"""The migrations fit the models, on every supported version of Django."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_models_have_no_change_that_the_migrations_lack() -> None:
    call_command("makemigrations", "amazonpay", check=True, dry_run=True, verbosity=0)
