"""Addresses of two definitions compared. The region stands in the query."""

from django.urls import path

from sepakat.web.definitions import views

urlpatterns = [
    path("indikator/<slug:indicator>/banding/", views.choose, name="indicator-compare"),
    path("indikator/<slug:indicator>/banding/<slug:other>/", views.page, name="indicator-compared"),
    path(
        "indikator/<slug:indicator>/banding/<slug:other>/unduh/<slug:table>.<str:extension>",
        views.download,
        name="indicator-compared-download",
    ),
]
