"""Addresses of the audit."""

from django.urls import path

from sepakat.web.governance import views

urlpatterns = [
    path("audit/", views.trail, name="audit"),
    path("audit/unduh/jejak.<str:extension>", views.download, name="audit-download"),
]
