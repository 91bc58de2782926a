"""Addresses of jobs."""

from django.urls import path

from sepakat.web.jobs import views

urlpatterns = [
    path("pekerjaan/", views.listing, name="jobs"),
    path("pekerjaan/<int:number>/", views.one, name="job"),
    path("pekerjaan/<int:number>/keadaan.json", views.state, name="job-state"),
    path("pekerjaan/<int:number>/hentikan/", views.stop, name="job-stop"),
    path("pekerjaan/<int:number>/ulangi/", views.again, name="job-again"),
]
