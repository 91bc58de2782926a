"""Addresses of delivery: numbers of lists and rows, never a name."""

from django.urls import path

from sepakat.web.delivery.views import batches, lists, public, rows

urlpatterns = [
    path("penyaluran/", public.index, name="delivery"),
    path("penyaluran/<int:number>/", lists.detail, name="delivery-list"),
    path("penyaluran/<int:number>/catat/", rows.record, name="delivery-record"),
    path("penyaluran/<int:number>/baris/", rows.index, name="delivery-rows"),
    path("penyaluran/<int:number>/baris/<int:row>/", rows.row, name="delivery-row"),
    path("penyaluran/<int:number>/hasil/<int:outcome>/batal/", rows.undo, name="delivery-undo"),
    path("penyaluran/<int:number>/unggah/", batches.upload, name="delivery-upload"),
    path("penyaluran/<int:number>/kiriman/<int:batch>/", batches.batch, name="delivery-batch"),
    path("penyaluran/<int:number>/kiriman/<int:batch>/<slug:act>/", batches.act, name="delivery-batch-act"),
]
