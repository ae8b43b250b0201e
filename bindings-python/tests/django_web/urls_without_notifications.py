"""The addresses of a shop that forgot about notifications."""

from __future__ import annotations

from . import urls

urlpatterns = [each for each in urls.urlpatterns if str(each.pattern) != "amazon-pay/"]
