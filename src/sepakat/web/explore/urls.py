"""Addresses of the free analysis and of the comparison."""

from django.urls import path

from sepakat.web.explore.views import analysis, comparing, saved

urlpatterns = [
    path("analisis/", analysis.start, name="analysis"),
    path("analisis/susun/", analysis.compose, name="analysis-compose"),
    path("analisis/pratinjau/", analysis.preview, name="analysis-preview"),
    path("analisis/hasil/", analysis.result, name="analysis-result"),
    path("analisis/unduh/tabel.<str:extension>", analysis.download, name="analysis-download"),
    path("analisis/tersimpan/", saved.mine, name="analysis-saved"),
    path("analisis/tersimpan/simpan/", saved.save, name="analysis-save"),
    path("analisis/tersimpan/<int:number>/hapus/", saved.remove, name="analysis-remove"),
    path("bandingkan/", comparing.compare, name="compare"),
    path("bandingkan/unduh/tabel.<str:extension>", comparing.download, name="compare-download"),
]
