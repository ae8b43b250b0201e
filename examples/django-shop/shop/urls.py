"""The shop's addresses."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from store import app_checkout, cart_views, checkout, desk, views

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("products/<slug:slug>/", views.product, name="product"),
    path("cart/", cart_views.cart, name="cart"),
    path("cart/change/", cart_views.change, name="cart_change"),
    # Amazon sends the buyer back to these two.
    path("checkout/review/", checkout.ReviewView.as_view(), name="review"),
    path("checkout/result/", checkout.ResultView.as_view(), name="result"),
    # The shop's app comes here.
    path("app-checkout/<step>", app_checkout.AppCheckout.as_view()),
    path("orders/<str:number>/", views.order, name="order"),
    # Its page asks here what became of the payment.
    path("orders/<str:number>/status/", views.order_status, name="order_status"),
    # Amazon tells here what became of payments.
    path("amazon-pay/", include("amazonpay.django.urls")),
    # The shop's own people.
    path("desk/", desk.orders, name="desk"),
    path("desk/<str:number>/", desk.order, name="desk_order"),
    path("desk/<str:number>/capture/", desk.capture, name="capture"),
    path("desk/<str:number>/refund/", desk.refund, name="refund"),
    path("desk/<str:number>/cancel/", desk.cancel, name="cancel"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
