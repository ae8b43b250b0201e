"""The endpoint of notifications: ``path("amazon-pay/", include("amazonpay.django.urls"))``.

Under ASGI include :mod:`amazonpay.django.async_urls` instead.
"""

from __future__ import annotations

from django.urls import path

from .views.notifications import NotificationView

app_name = "amazonpay"

urlpatterns = [path("ipn/", NotificationView.as_view(), name="ipn")]
