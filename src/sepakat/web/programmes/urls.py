"""Addresses of programmes: the hub of targeting, the catalogue, a region's own programmes and their review."""

from django.urls import path

from sepakat.web.programmes.views import proposals, public

urlpatterns = [
    path("sasaran/", public.hub, name="targets"),
    path("sasaran/unduh/tabel.<str:extension>", public.hub_download, name="targets-download"),
    path("program/", public.index, name="programmes"),
    path("program/baru/", proposals.new, name="programme-new"),
    path("program/usulan/", proposals.index, name="programme-proposals"),
    path("program/usulan/<int:number>/", proposals.one, name="programme-proposal"),
    path("program/usulan/<int:number>/<slug:act>/", proposals.act, name="programme-proposal-act"),
    path("program/<slug:name>/", public.detail, name="programme"),
    path("program/<slug:name>/unduh/tabel.<str:extension>", public.download, name="programme-download"),
]
