"""The shop's Celery application: ``celery --app django_db.celery_shop worker``.

The broker is Redis where ``AMAZONPAY_TEST_REDIS`` names one, and otherwise files in the folder
``AMAZONPAY_TEST_QUEUE``.
"""

from __future__ import annotations

import os
from pathlib import Path

import django
from celery import Celery
from django.apps import apps

if not apps.ready:
    django.setup()

redis = os.environ.get("AMAZONPAY_TEST_REDIS")
folder = Path(os.environ["AMAZONPAY_TEST_QUEUE"])

app = Celery("shop", broker=redis or "filesystem://", backend=redis or f"file://{folder}")
if not redis:
    messages = str(folder / "messages")
    app.conf.broker_transport_options = {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(folder / "control"),
    }
# Tests of different sandboxes share the Redis, and not their tasks.
app.conf.task_default_queue = f"amazonpay-{folder.name}"
app.conf.broker_connection_retry_on_startup = True
app.autodiscover_tasks()
app.set_default()
