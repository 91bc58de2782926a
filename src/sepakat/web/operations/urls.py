"""Addresses for machines that watch over the site; they have no language."""

from typing import Any

from django.urls import path

from sepakat.web.operations import views

urlpatterns: list[Any] = []
plain = [
    path("sehat/", views.health, name="health"),
    path("sehat/hidup/", views.alive, name="alive"),
    path("metrik/", views.metrics, name="metrics"),
]
