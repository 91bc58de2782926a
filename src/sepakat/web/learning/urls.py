"""Addresses of the learning pages."""

from django.urls import path

from sepakat.web.learning.views import course, guides, needs

urlpatterns = [
    path("kebutuhan-data/", needs.index, name="data-needs"),
    path("kebutuhan-data/<slug:name>/", needs.detail, name="data-need"),
    path("kebutuhan-data/<slug:name>/surat/", needs.letter, name="data-need-letter"),
    path("kebutuhan-data/<slug:name>/unduh/<slug:table>.<str:extension>", needs.download, name="data-need-download"),
    path("panduan/", guides.index, name="guides"),
    path("panduan/<slug:name>/", guides.detail, name="guide"),
    path("pelatihan/", course.index, name="course"),
    path("pelatihan/sertifikat/", course.certificate, name="course-certificate"),
    path("pelatihan/<slug:name>/", course.practice, name="course-module"),
]
