"""The small shop under WSGI, with a client that was made and used before the workers were forked."""

from __future__ import annotations

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_web.served_settings")
application = get_wsgi_application()

from amazonpay import NotFound  # noqa: E402
from amazonpay.django import get_client  # noqa: E402

# There is none, as it should be; the connection is there, and it is the parent's.
with suppress(NotFound):
    get_client().charges.get("S01-0000000-0000000-C000000")
