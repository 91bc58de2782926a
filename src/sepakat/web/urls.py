"""Every page's address. Paths are Bahasa in both languages; `/en` in front only changes the words."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from sepakat.web import walk
from sepakat.web.pages import downloads, errors, home, indicators, regions, words

urlpatterns = i18n_patterns(
    path("", home.home, name="home"),
    path("wilayah/", home.places, name="places"),
    path("wilayah/<str:code>/", regions.profile, name="region"),
    path("wilayah/<str:code>/unduh/<slug:name>.<str:extension>", downloads.region, name="region-download"),
    path("wilayah/<str:code>/indikator/<slug:indicator>/", regions.indicator, name="region-indicator"),
    path(
        "wilayah/<str:code>/indikator/<slug:indicator>/unduh/<slug:name>.<str:extension>",
        downloads.indicator,
        name="region-indicator-download",
    ),
    path("indikator/", indicators.catalogue, name="indicators"),
    path("indikator/<slug:indicator>/", indicators.detail, name="indicator"),
    path("glosarium/", words.glossary, name="glossary"),
    path("tentang-data/", words.about, name="about"),
    *(pattern for app in walk.each("urls") for pattern in app.urlpatterns),
    prefix_default_language=False,
)
# addresses without a language: pictures, the API, health, metrics
urlpatterns += [
    path("gambar/<str:release>/<slug:name>.svg", downloads.picture, name="picture"),
]
urlpatterns += [pattern for app in walk.each("urls") for pattern in getattr(app, "plain", [])]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
