"""`/api/` is a page for people; below it, without a language in the address, is the API."""

from __future__ import annotations

from django.urls import path, re_path

from sepakat.web.api import pages, site, token_pages

urlpatterns = [
    path("api/", pages.page, name="api-page"),
    path("akun/kunci/", token_pages.tokens, name="tokens"),
    path("akun/kunci/<str:number>/cabut/", token_pages.revoke, name="token-revoke"),
]
plain = [path(f"api/{site.VERSION}/", site.api.urls), re_path(r"^api/(?P<rest>.+)$", site.unknown, name="api-unknown")]
