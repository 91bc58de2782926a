"""Addresses of the page about equality in a region."""

from django.urls import path

from sepakat.web.equality import views

urlpatterns = [
    path("wilayah/<str:code>/kesetaraan/", views.page, name="region-equality"),
    path("wilayah/<str:code>/kesetaraan/unduh/tabel.<str:extension>", views.download, name="region-equality-download"),
]
