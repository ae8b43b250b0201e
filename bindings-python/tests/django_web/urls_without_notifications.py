"""The addresses of a shop that forgot about notifications."""

from __future__ import annotations

from .urls import urlpatterns as all_of_them

urlpatterns = [pattern for pattern in all_of_them if str(pattern.pattern) != "amazon-pay/"]
