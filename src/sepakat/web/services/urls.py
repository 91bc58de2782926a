"""Addresses of the SPM page of a region. Year and service stand in the query."""

from django.urls import path

from sepakat.web.services import views

urlpatterns = [
    path("wilayah/<str:code>/spm/", views.page, name="region-spm"),
    path("wilayah/<str:code>/spm/unduh/<slug:table>.<str:extension>", views.download, name="region-spm-download"),
]
