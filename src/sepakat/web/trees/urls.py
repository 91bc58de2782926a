"""Addresses of problem trees: examples with a region's figures are public, the rest is for planners."""

from django.urls import path

from sepakat.web.trees.views import building, own, public

urlpatterns = [
    path("pohon-masalah/", public.index, name="trees"),
    path("pohon-masalah/contoh/<slug:name>/", public.example, name="tree-example"),
    path("pohon-masalah/contoh/<slug:name>/unduh/tabel.<str:extension>", public.download, name="tree-example-download"),
    path("pohon-masalah/baru/", building.new, name="tree-new"),
    path("pohon-masalah/<int:number>/", own.one, name="tree"),
    path("pohon-masalah/<int:number>/unduh/tabel.<str:extension>", own.download, name="tree-download"),
    path("pohon-masalah/<int:number>/pohon.<str:kind>", own.whole, name="tree-whole"),
    path("pohon-masalah/<int:number>/versi/", own.versions, name="tree-versions"),
    path("pohon-masalah/<int:number>/dokumen/", own.into_document, name="tree-into-document"),
    path("pohon-masalah/<int:number>/pulihkan/", building.restore, name="tree-restore"),
    path("pohon-masalah/<int:number>/hapus/", building.remove, name="tree-remove"),
    path("pohon-masalah/<int:number>/susun/", building.edit, name="tree-edit"),
    path("pohon-masalah/<int:number>/simpul/<slug:branch>/", building.branch, name="tree-branch"),
    path("pohon-masalah/<int:number>/ubah/", building.change, name="tree-change"),
]
