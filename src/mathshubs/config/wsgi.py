"""Where a web server begins."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mathshubs.config.settings")
os.environ.setdefault("MATHSHUBS_PROCESS", "web")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

application = get_wsgi_application()
_ = get_resolver().url_patterns  # what is broken stops the start; the first page is a fast one
