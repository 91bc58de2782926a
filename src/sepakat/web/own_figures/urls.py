"""Addresses of own figures (sending and deciding) and of figure series."""

from django.urls import path

from sepakat.web.own_figures.views import deciding, sending, series

urlpatterns = [
    path("angka-daerah/", deciding.listing, name="own-figures"),
    path("angka-daerah/kirim/", sending.page, name="own-figures-send"),
    path("angka-daerah/ketik/", sending.typed, name="own-figures-type"),
    path("angka-daerah/templat.csv", sending.template, name="own-figures-template"),
    path("angka-daerah/<slug:key>/", deciding.one, name="own-figures-one"),
    path("angka-daerah/<slug:key>/<slug:what>/", deciding.act, name="own-figures-act"),
    path("angka/", series.listing, name="figures"),
    path("angka/<str:series>/", series.one, name="figure"),
    path("angka/<str:series>/unduh/tren.<str:extension>", series.download, name="figure-download"),
]
