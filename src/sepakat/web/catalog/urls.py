"""Addresses of the catalogue."""

from django.urls import path

from sepakat.web.catalog import views

urlpatterns = [
    path("data/", views.home, name="catalog"),
    path("data/sumber/", views.all_sources, name="sources"),
    path("data/sumber/<slug:source_id>/", views.source, name="source"),
    path("data/mutu/", views.report, name="quality"),
    path("data/perubahan/", views.changed, name="changes"),
    path("data/unduh/<slug:theme>-<slug:level>.<str:extension>", views.download, name="theme-download"),
]
