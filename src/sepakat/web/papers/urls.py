"""Addresses of documents. Outlines, chapters and files depend on release and address only, and on the tray if asked."""

from django.urls import path

from sepakat.web.papers.views import changing, comparing, own, public, targets, trays

urlpatterns = [
    path("dokumen/", public.index, name="papers"),
    path("dokumen/masukkan/", trays.add, name="tray-add"),
    path("dokumen/nampan/", trays.show, name="tray"),
    path("dokumen/nampan/keluarkan/", trays.remove, name="tray-remove"),
    path("dokumen/naskah/", own.index, name="drafts"),
    path("dokumen/naskah/baru/", changing.create, name="draft-new"),
    path("dokumen/naskah/<int:number>/", own.outline, name="draft"),
    path("dokumen/naskah/<int:number>/bab/<slug:chapter>/", own.chapter, name="draft-chapter"),
    path("dokumen/naskah/<int:number>/bab/<slug:chapter>/sunting/", changing.edit, name="draft-edit"),
    path("dokumen/naskah/<int:number>/bab/<slug:chapter>/catat/", changing.remark, name="draft-remark"),
    path("dokumen/naskah/<int:number>/tindak/<slug:act>/", changing.act, name="draft-act"),
    path("dokumen/naskah/<int:number>/unduh/<slug:part>.<str:extension>", own.download, name="draft-download"),
    path("dokumen/naskah/<int:number>/beda/", comparing.versions, name="draft-changes"),
    path("dokumen/naskah/<int:number>/selaras/", own.consistency, name="draft-consistency"),
    path("dokumen/naskah/<int:number>/selaras/sasaran/", targets.draft, name="draft-targets"),
    path("dokumen/<slug:template>/<str:code>/", public.outline, name="paper"),
    path("dokumen/<slug:template>/<str:code>/bab/<slug:chapter>/", public.chapter, name="paper-chapter"),
    path(
        "dokumen/<slug:template>/<str:code>/unduh/<slug:part>.<str:extension>", public.download, name="paper-download"
    ),
    path("dokumen/<slug:template>/<str:code>/selaras/", public.consistency, name="paper-consistency"),
    path("dokumen/<slug:template>/<str:code>/selaras/sasaran/", targets.paper, name="paper-targets"),
]
