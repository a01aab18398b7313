"""
Settings, from the environment only. `docs/reference/settings.md` lists every one.

MATHSHUBS_MODE is production (the default), demo or test. A secret that production needs and does
not have stops the start with a sentence.
"""

from __future__ import annotations

from pathlib import Path

import pghistory
from csp.constants import NONCE, NONE, SELF

from mathshubs.people.sign_in_settings import SIGN_IN_ORIGINS

from . import clock
from .environment import Environment
from .logs import LOGGING  # noqa: F401

env = Environment.read()
SRC = Path(__file__).resolve().parent.parent

DEMO = env.mode == "demo"
MODE = env.mode
DATA = env.data
DEBUG = False
if DEMO:
    clock.install(DATA)
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.hosts
SITE_URL = env.site_url

INSTALLED_APPS = [
    # First, so that our templates win over those of the libraries.
    "mathshubs.core",
    "mathshubs.people",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "mathshubs.comms",
    "mathshubs.schools",
    "mathshubs.hubs",
    "mathshubs.programmes",
    "mathshubs.needs",
    "mathshubs.workgroups",
    "mathshubs.community",
    "mathshubs.insight",
    "mathshubs.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "mathshubs.config.middleware.NoStoreMiddleware",
    "mathshubs.config.middleware.OddInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "mathshubs.people.middleware.StaffMiddleware",
    "mathshubs.people.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "mathshubs.config.urls"
WSGI_APPLICATION = "mathshubs.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mathshubs.config.context.site",
            ],
            "builtins": ["mathshubs.core.templatetags.mathshubs"],
        },
    },
]
FORM_RENDERER = "mathshubs.core.forms.Renderer"

DATABASES = {"default": env.database}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

ACCESS_TABLE = "mathshubs.config.access.TABLE"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
SESSION_ENGINE = "mathshubs.core.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.data / "static"
STATICFILES_DIRS = [SRC / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.data / ("test-files" if env.mode == "test" else "files")

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    }
}

# A demo sends nothing to anyone, unless it is told where: its letters are read on a page.
EMAIL_BACKEND = (
    "mathshubs.comms.backends.DemoBackend"
    if DEMO and not env.smtp_host
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = env.smtp_host or "127.0.0.1", env.smtp_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.smtp_user, env.smtp_password
EMAIL_USE_TLS = env.smtp_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.mail_from
SERVER_EMAIL = env.mail_from
# Where replies by letter arrive: reply+...@this. Empty: letters ask to reply on the page.
REPLY_DOMAIN = env.reply_domain

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
# History is looked up by the row it is about; an index on each other key would cost every write.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)
SILENCED_SYSTEM_CHECKS: list[str] = []

if env.mode == "production":
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [env.site_url]

if env.mode == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

from mathshubs.people.sign_in_settings import *  # noqa: E402, F403
