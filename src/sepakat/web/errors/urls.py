"""Addresses of targeting errors and of the comparison of deciles. The whole question stands in the address."""

from django.urls import path

from sepakat.web.errors.views import deciles, programme

urlpatterns = [
    path("salah-sasaran/", programme.page, name="errors"),
    path("salah-sasaran/rinci/", programme.detail, name="errors-detail"),
    path("salah-sasaran/unduh/<slug:table>.<str:extension>", programme.download, name="errors-download"),
    path("banding-desil/", deciles.page, name="deciles-compared"),
    path("banding-desil/unduh/<slug:table>.<str:extension>", deciles.download, name="deciles-download"),
]
