"""As :mod:`amazonpay.django.urls`, with the asynchronous view, for ASGI."""

from __future__ import annotations

from django.urls import path

from .views.notifications import AsyncNotificationView

app_name = "amazonpay"

urlpatterns = [path("ipn/", AsyncNotificationView.as_view(), name="ipn")]
