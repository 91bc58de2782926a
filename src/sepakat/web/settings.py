"""Django settings, all from the environment; the defaults are those of one laptop on loopback.

| variable | meaning | default |
|---|---|---|
| SEPAKAT_LAKE | folder of the lake | `lake` |
| SEPAKAT_HOSTS | host names the site answers to, comma separated | loopback only |
| SEPAKAT_SECRET_KEY | Django's secret key | a generated key file, owner-only |
| SEPAKAT_STATE | folder of the SQLite database, uploads and sealed lists | the user's data folder |
| DATABASE_URL | another database, such as `postgres://user:password@host/name` | SQLite in SEPAKAT_STATE |
| SEPAKAT_OIDC_URL, _CLIENT, _SECRET, _NAME | an identity provider (OpenID Connect) and how its button reads | none |
| SEPAKAT_OIDC_TWO_STEP | claim by which it tells of two steps, such as `amr:mfa` or `acr:high` | never counted |
| SEPAKAT_EMAIL_URL | `smtp://user:password@host:port` (`smtps`, `?from=`) for invitations | links are shown |
| SEPAKAT_IDLE_MINUTES | minutes without a click after which a session ends | 30 |
| SEPAKAT_CACHE | folder of drawn pictures and static files | the user's cache folder |
| SEPAKAT_WARM | `0`: region pages are made when somebody opens them, not beforehand in idle time | on |
| SEPAKAT_HTTPS | `1`: cookies and redirects for HTTPS, HSTS | off |
| SEPAKAT_PROXY | the proxy whose forwarded client and scheme count; `*` on a private network | none |
| SEPAKAT_METRICS_TOKEN | whoever sends it as a bearer token may read `/metrik/` from elsewhere | loopback only |
| SEPAKAT_DEBUG | `1`: Django's debug pages (never in production) | off |
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from sepakat.web import places, walk
from sepakat.web.accounts.configuration import identity_provider, mail_server
from sepakat.web.static_files import static_root

HERE = Path(__file__).parent


def _on(name: str) -> bool:
    return os.environ.get(name, "") == "1"


# Half of the machine, the default of a single run, is too much for each of a site's processes.
os.environ.setdefault("SEPAKAT_MEMORY", "1GB")
LAKE = Path(os.environ.get("SEPAKAT_LAKE", "lake"))
SECRET_KEY = places.secret_key()
DEBUG = _on("SEPAKAT_DEBUG")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [h.strip() for h in os.environ.get("SEPAKAT_HOSTS", "").split(",") if h.strip()] or LOOPBACK

# Apps of ours are found by walking the folder; the order among them does not matter.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "sepakat.web.pages",
    "sepakat.web",
    *walk.apps(),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "sepakat.web.operations.counting.Counting",
    "django.middleware.security.SecurityMiddleware",
    "sepakat.web.middleware.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "sepakat.web.middleware.Language",
    "sepakat.web.api.answers.ApiAnswers",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sepakat.web.middleware.Errors",
    "sepakat.web.middleware.ByRelease",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sepakat.web.accounts.sessions.SessionEnds",
    "sepakat.web.accounts.actor.ActorOnRequest",
]
ROOT_URLCONF = "sepakat.web.urls"
WSGI_APPLICATION = "sepakat.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sepakat.web.context.frame",
            ],
            "builtins": ["sepakat.web.templatetags.sepakat", "sepakat.web.accounts.templatetags.people"],
        },
    }
]

# Operational state (people, roles, decisions, audit, jobs); the pages of figures need no database.
STATE = places.state_dir()
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{(STATE / 'sepakat.sqlite3').as_posix()}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # readers and one writer side by side; a writer waits instead of failing
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "sepakat.web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "sepakat.web.accounts.passwords.NotOneself", "OPTIONS": {"user_attributes": ("name", "email", "office")}},
    {"NAME": "sepakat.web.accounts.passwords.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
# Accounts come from invitations only: no sign-up, no change of address, no reset by mail (docs/adr/0011).
ACCOUNT_ADAPTER = "sepakat.web.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "sepakat.web.accounts.forms.SignIn",
    "change_password": "sepakat.web.accounts.forms.ChangePassword",
    "reauthenticate": "sepakat.web.accounts.forms.Reauthenticate",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# key: the account
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key", "invitation": "20/m/ip"}
MFA_ADAPTER = "sepakat.web.accounts.adapters.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "sepakat.web.accounts.forms.SecondStep",
    "reauthenticate": "sepakat.web.accounts.forms.ReauthenticateByCode",
    "activate_totp": "sepakat.web.accounts.forms.ActivateTwoStep",
    "deactivate_totp": "sepakat.web.accounts.forms.DeactivateTwoStep",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "sepakat"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation vouches for the address
SOCIALACCOUNT_ADAPTER = "sepakat.web.accounts.provider.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # only with an address that the provider has verified
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = identity_provider(os.environ)
SIGN_IN_TWO_STEP_CLAIM = os.environ.get("SEPAKAT_OIDC_TWO_STEP", "")
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # the server itself has put the visitor's address right (SEPAKAT_PROXY)
# Attempts are counted in the database: seen by every thread and process, and by no other machine.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sepakat_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_AGE = 8 * 3600  # however busy; see SessionEnds for both limits
SESSION_IDLE_AGE = int(os.environ.get("SEPAKAT_IDLE_MINUTES", "30")) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sepakat.web.accounts.views.form_too_old"
if os.environ.get("SEPAKAT_EMAIL_URL"):
    vars().update(mail_server(os.environ["SEPAKAT_EMAIL_URL"]))

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
    SECURE_REDIRECT_EXEMPT = [r"^sehat/", r"^metrik/"]  # asked by this machine itself, past the proxy
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# What lies below this host name, and lists inside browsers, are its owner's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Paths and error kinds only: never what a person typed or who they are.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "CRITICAL"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
