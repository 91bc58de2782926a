"""Addresses of overlaps and of the review of pairs: ids only, never a name or a number of a person."""

from django.urls import path

from sepakat.web.registries.views import merging, overlap, review

urlpatterns = [
    path("irisan/", overlap.overview, name="overlap"),
    path("irisan/miskin/", overlap.poor, name="overlap-poor"),
    path("irisan/unduh/tabel.<str:extension>", overlap.download, name="overlap-download"),
    path("irisan/unduh/miskin.<str:extension>", overlap.poor_download, name="overlap-poor-download"),
    path("padanan/", review.queue, name="pairs"),
    path("padanan/pasangan/", review.pair, name="pair"),
    path("padanan/putus/", review.decide, name="pair-decide"),
    path("padanan/putus/<int:number>/batal/", review.undo, name="pair-undo"),
    path("padanan/gabungan/", merging.index, name="merges"),
    path("padanan/gabungan/gabung/", merging.merge, name="merge"),
    path("padanan/gabungan/<int:number>/pisah/", merging.part, name="merge-part"),
]
