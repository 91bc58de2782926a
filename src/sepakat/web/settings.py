"""Django settings, all from the environment; the defaults are those of one laptop on loopback.

| variable | meaning | default |
|---|---|---|
| SEPAKAT_LAKE | folder of the lake | `lake` |
| SEPAKAT_HOSTS | host names the site answers to, comma separated | loopback only |
| SEPAKAT_SECRET_KEY | Django's secret key | a generated key file, owner-only |
| SEPAKAT_STATE | folder of the SQLite database | the user's data folder |
| SEPAKAT_CACHE | folder of drawn pictures and static files | the user's cache folder |
| SEPAKAT_HTTPS | `1`: cookies and redirects for HTTPS, HSTS | off |
| SEPAKAT_DEBUG | `1`: Django's debug pages (never in production) | off |
"""

from __future__ import annotations

import os
from pathlib import Path

from sepakat.web import places
from sepakat.web.static_files import static_root

HERE = Path(__file__).parent


def _on(name: str) -> bool:
    return os.environ.get(name, "") == "1"


LAKE = Path(os.environ.get("SEPAKAT_LAKE", "lake"))
SECRET_KEY = places.secret_key()
DEBUG = _on("SEPAKAT_DEBUG")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [h.strip() for h in os.environ.get("SEPAKAT_HOSTS", "").split(",") if h.strip()] or LOOPBACK

INSTALLED_APPS = ["django.contrib.staticfiles", "sepakat.web.pages", "sepakat.web"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sepakat.web.middleware.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "sepakat.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sepakat.web.middleware.Errors",
    "sepakat.web.middleware.ByRelease",
]
ROOT_URLCONF = "sepakat.web.urls"
WSGI_APPLICATION = "sepakat.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": ["sepakat.web.context.frame"],
            "builtins": ["sepakat.web.templatetags.sepakat"],
        },
    }
]

# Operational state (people, roles, decisions) will live here; the pages of figures need no database.
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": places.state_dir() / "sepakat.sqlite3"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Bahasa at `/`, English at `/en/` on the same paths. Words of ours are bilingual in place (docs/adr), not in .po files.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
TIME_ZONE = os.environ.get("TZ", "Asia/Jakarta")
USE_TZ = True

STATIC_URL = "/statis/"
STATIC_ROOT = static_root()
STATICFILES_DIRS = [HERE / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _on("SEPAKAT_HTTPS"):
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# Paths and error kinds only: never what a person typed or who they are.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "CRITICAL"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
