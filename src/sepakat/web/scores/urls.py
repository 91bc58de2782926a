"""Addresses of the data index: public, save the button that computes and the pack of evidence."""

from django.urls import path

from sepakat.web.scores import views

urlpatterns = [
    path("indeks-data/", views.league, name="scores"),
    path("indeks-data/hitung/", views.compute, name="scores-compute"),
    path("indeks-data/unduh/tabel.<str:extension>", views.league_download, name="scores-download"),
    path("wilayah/<str:code>/indeks-data/", views.region, name="region-score"),
    path("wilayah/<str:code>/indeks-data/unduh/tabel.<str:extension>", views.region_download,
         name="region-score-download"),
    path("wilayah/<str:code>/indeks-data/bukti/", views.evidence, name="region-evidence"),
    path("wilayah/<str:code>/indeks-data/bukti/unduh/tabel.<str:extension>", views.evidence_download,
         name="region-evidence-download"),
    path("wilayah/<str:code>/indeks-data/bukti/paket.zip", views.pack, name="region-evidence-pack"),
]  # fmt: skip
