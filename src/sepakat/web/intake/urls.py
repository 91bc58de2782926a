"""Addresses of uploads and of the releases that are built from them."""

from django.urls import path

from sepakat.web.intake import releases, uploads

urlpatterns = [
    path("data/unggah/", uploads.listing, name="uploads"),
    path("data/unggah/<slug:key>/", uploads.one, name="upload"),
    path("data/unggah/<slug:key>/berkas/<int:number>/jenis/", uploads.kind, name="upload-kind"),
    path("data/unggah/<slug:key>/berkas/<int:number>/kolom/", uploads.columns, name="upload-columns"),
    path("data/unggah/<slug:key>/ditolak/<slug:role>.csv", uploads.refused_rows, name="upload-rejected"),
    *(
        path(f"data/unggah/<slug:key>/{what}/", uploads.act, {"what": what}, name=f"upload-{what}")
        for what in ("terima", "batalkan", "buang", "periksa")
    ),
    path("data/rilis/", releases.listing, name="releases"),
    path("data/rilis/susun/", releases.build, name="release-build"),
    path("data/rilis/<str:release_id>/", releases.one, name="release"),
    path("data/rilis/<str:release_id>/terbitkan/", releases.publish, name="release-publish"),
    path("data/rilis/<str:release_id>/bandingkan/", releases.compare, name="release-compare"),
]
