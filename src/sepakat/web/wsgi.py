"""The WSGI application, for `serve` and for production servers."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sepakat.web.settings")
django.setup()

from sepakat.web.static_files import collect  # noqa: E402 - settings must be ready first

collect()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - WhiteNoise reads the collected files when it is made

application = get_wsgi_application()
