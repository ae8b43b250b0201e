"""The URLs of the tests' Django project."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("amazon-pay/", include("amazonpay.django.urls")),
    path("amazon-pay-async/", include("amazonpay.django.async_urls", namespace="amazonpay_async")),
]
