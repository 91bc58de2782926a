"""Addresses of names: no NIK, no name ever stands in one."""

from django.urls import path

from sepakat.web.names.views import agreements, citizens, family, lists, lookup, papers

urlpatterns = [
    path("nama/", lookup.lookup, name="names-lookup"),
    path("nama/tujuan/", lookup.change_purpose, name="names-purpose"),
    path("keluarga/<int:family_id>/", family.family, name="names-family"),
    path("keluarga/<int:family_id>/nik/", family.reveal, name="names-reveal"),
    path("daftar-nama/", lists.index, name="names-lists"),
    path("daftar-nama/baru/", lists.new, name="names-list-new"),
    path("daftar-nama/<int:number>/", lists.detail, name="names-list"),
    path("daftar-nama/<int:number>/ubah/", lists.change, name="names-list-change"),
    path("daftar-nama/<int:number>/berkas/<int:file>/", lists.download, name="names-list-file"),
    path("daftar-nama/<int:number>/naskah/", papers.make, name="names-papers"),
    path("daftar-nama/<int:number>/naskah/<slug:kind>/", papers.paper, name="names-paper"),
    path("daftar-nama/<int:number>/<slug:name>/", lists.act, name="names-list-act"),
    path("perjanjian/", agreements.agreements, name="names-agreements"),
    path("perjanjian/<int:number>/akhiri/", agreements.end, name="names-agreement-end"),
    path("jejak-warga/", citizens.citizens, name="names-citizens"),
    path("jejak-warga/<int:number>/", citizens.citizen, name="names-citizen"),
    path("jejak-warga/<int:number>/terjawab/", citizens.answered, name="names-citizen-answered"),
]
