"""The Celery tasks, run by a real worker over a real Redis; over files where there is no Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

celery = pytest.importorskip("celery")

from django.test import override_settings  # noqa: E402

from amazonpay.django import mirror  # noqa: E402
from amazonpay.django.models import InboxNotification, PaymentObject  # noqa: E402

from . import processes  # noqa: E402
from .conftest import shop_settings  # noqa: E402
from .payments import authorize  # noqa: E402

pytestmark = pytest.mark.django_db(transaction=True)

REDIS = os.environ.get("AMAZONPAY_TEST_REDIS")
