"""Addresses of questions, free analyses, and what a region has of both. The whole question stands in the address."""

from django.urls import path

from sepakat.web.questions.views import answers, catalogue, places

urlpatterns = [
    path("pertanyaan/", catalogue.catalogue, name="questions"),
    path("pertanyaan/jenis/<slug:kind>/", answers.free, name="question-kind"),
    path("pertanyaan/jenis/<slug:kind>/unduh/tabel.<str:extension>", answers.free_file, name="question-kind-download"),
    path("pertanyaan/<slug:question>/", answers.named, name="question"),
    path("pertanyaan/<slug:question>/unduh/tabel.<str:extension>", answers.named_file, name="question-download"),
    path("wilayah/<str:code>/analisis/", places.analyses, name="region-analyses"),
    path("wilayah/<str:code>/prioritas/", places.priorities, name="region-priorities"),
]
