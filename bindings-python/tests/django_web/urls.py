"""The addresses of the small shop."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import mobile_shop, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("cart/", pages.cart),
    path("review/", pages.Review.as_view(), name="review"),
    path("result/", pages.Result.as_view(), name="result"),
    path("async/review/", pages.AsyncReview.as_view(), name="async_review"),
    path("async/result/", pages.AsyncResult.as_view(), name="async_result"),
    path("waiting/review/", pages.WaitingReview.as_view(), name="waiting_review"),
    path("confirming/review/", pages.ConfirmingReview.as_view(), name="confirming_review"),
    path("awaiting/result/", pages.AwaitingResult.as_view(), name="awaiting_result"),
    path("mistaken/result/", pages.MistakenResult.as_view(), name="mistaken_result"),
    path("plain/result/", pages.PlainResult.as_view(), name="plain_result"),
    path("sign-in/", pages.SignIn.as_view(), name="sign_in"),
    path("async/sign-in/", pages.AsyncSignIn.as_view(), name="async_sign_in"),
    path("app/<step>", mobile_shop.AppCheckout.as_view()),
    path("async/app/<step>", mobile_shop.AsyncAppCheckout.as_view()),
    path("awaiting/app/<step>", mobile_shop.AwaitingAppCheckout.as_view()),
    path("worker/", pages.worker),
    path("page/", pages.template_page),
    path("amazon-pay/", include("amazonpay.django.urls")),
]
