"""Addresses of budget scenarios. A whole comparison stands in the address."""

from django.urls import path

from sepakat.web.scenarios.views import asking, preparing, saved

urlpatterns = [
    path("skenario/", asking.start, name="scenario"),
    path("skenario/hasil/", asking.result, name="scenario-result"),
    path("skenario/aturan/", asking.rule, name="scenario-rule"),
    path("skenario/perpindahan/", asking.moves, name="scenario-moves"),
    path("skenario/siapkan/", preparing.start, name="scenario-prepare"),
    path("skenario/unduh/<slug:kind>.<str:extension>", asking.download, name="scenario-download"),
    path("skenario/tersimpan/", saved.mine, name="scenario-saved"),
    path("skenario/tersimpan/simpan/", saved.save, name="scenario-save"),
    path("skenario/tersimpan/<int:number>/", saved.one, name="scenario-one"),
    path("skenario/tersimpan/<int:number>/hapus/", saved.remove, name="scenario-remove"),
]
