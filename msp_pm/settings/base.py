"""Settings shared by development, tests and production. What differs stands in its own module."""

import datetime as dt
from pathlib import Path

from csp.constants import NONCE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from msp_pm import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".local")))
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CLOCK_OFFSET = dt.timedelta()
DEBUG = False

INSTALLED_APPS = [
    "core",  # first: its commands go before those of Django
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "audit",
    "mailing",
    "accounts",
    "notices",
    "customers",
    "files",
    "imports",
    "deals",
    "projects",
    "scheduling",
    "updates",
    "portal",
    "dashboard",
    "integrations",
    "operations",
]

MIDDLEWARE = [
    "core.proxies.ProxyMiddleware",
    "core.middleware.RequestIdMiddleware",
    "core.measures.MeasureMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "integrations.apilog.middleware.ApiLogMiddleware",
    "core.middleware.OrganizationMiddleware",
    "core.idempotency.IdempotencyMiddleware",
    "core.idempotency.FormOnceMiddleware",
    "core.middleware.DomainErrorMiddleware",
]

FORWARDED_ALLOW_IPS = env.text("FORWARDED_ALLOW_IPS", "127.0.0.1")
TRUSTED_PROXY_COUNT = 0  # nothing stands in front of a development server

ROOT_URLCONF = "msp_pm.urls"
WSGI_APPLICATION = "msp_pm.wsgi.application"

# What apps beside the dashboard add to a demo organization: ``(organization, now)`` in its scope.
DEMO_SCENES = ["integrations.demo.play", "scheduling.demo.play"]

# The first step of a path decides how the organization is found (see core.middleware).
ORGANIZATION_RESOLVERS = {
    "/o/": "accounts.resolvers.staff",
    "/profile/": "accounts.resolvers.last_used",
    "/account/security/": "accounts.resolvers.own_account",
    "/invitation/": "accounts.resolvers.invitation",
    "/api/v1/": "accounts.resolvers.api_key",
    "/hooks/v1/": "integrations.resolvers.hook",
    "/portal/": "portal.resolvers.status_link",
    "/respond/": "portal.resolvers.response_link",
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboard.context.navigation",
            ],
            "builtins": ["core.templatetags.msp", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# Database roles and what they may see (contract, section 2).
APP_ROLE = env.text("DATABASE_APP_ROLE", "msp_app")
PORTAL_ROLE = env.text("DATABASE_PORTAL_ROLE", "msp_portal")
SEARCHER_ROLE = env.text("DATABASE_SEARCHER_ROLE", "msp_searcher")
DATABASE_ROUTERS = ["core.tenancy.ScopeRouter"]
DATABASE_OPTIONS = {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,  # transaction pooling (PgBouncer)
}
DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL", "postgresql:///msp_pm"), ATOMIC_REQUESTS=True, **DATABASE_OPTIONS
    ),
    "portal": env.database(
        env.text("DATABASE_PORTAL_URL", env.text("DATABASE_URL", "postgresql:///msp_pm")), **DATABASE_OPTIONS
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
from portal.columns import PORTAL_COLUMNS  # noqa: E402, F401  one list, kept beside the pages that need it

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "msp",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}
# A minute and opener (core.limits). The factor is for load tests and large integrations.
RATE_LIMITS = {
    "api_key": 600,
    "key_guess": 60,
    "link": 60,
    "hook": 600,
    "sign_in": 10,  # these four in five minutes or an hour: accounts.attempts
    "sign_in_account": 50,
    "sign_in_address": 200,
    "reset_mail": 5,
}
RATE_LIMIT_FACTOR = env.number("RATE_LIMIT_FACTOR", 1)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "accounts.forms.OtherPasswordForm",
    "reset_password_from_key": "accounts.forms.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # accounts.attempts counts: also without Redis, and without locking anybody out
MFA_RATE_LIMITS = False
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are ours: hashed (accounts.models.recovery)
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.factors.CodeForm",
    "reauthenticate": "accounts.forms.factors.CodeAgainForm",
}
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.bodies.KnownFieldsParser"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "core.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "MSP PM",
    "DESCRIPTION": "Coordinate the projects of a managed service provider's customers.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.examples.say_any_of",
        "core.api.examples.put_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "DealStateEnum": "deals.choices.DealState",
        "BillingModelEnum": "customers.choices.BillingModel",
        "SowStateEnum": "projects.choices.SowState",
        "ChangeOrderStateEnum": "projects.choices.ChangeOrderState",
        "QuestionKindEnum": "deals.choices.QuestionKind",
        "CommitmentKindEnum": "projects.choices.CommitmentKind",
        "CommitmentStateEnum": "projects.choices.CommitmentState",
        "BomLineStateEnum": "projects.choices.BomLineState",
        "ResponsibilityStateEnum": "projects.choices.ResponsibilityState",
        "UpdateStateEnum": "updates.choices.UpdateState",
        "MailStateEnum": "mailing.choices.MailState",
        "SkillLevelEnum": "accounts.choices.Level",
        "LineKindEnum": "deals.choices.LineKind",
        "FileKindEnum": "files.choices.FileKind",
        "CalendarEntryKindEnum": "scheduling.choices.EntryKind",
        "ResponsibilityKeyEnum": "projects.choices.ResponsibilityKey",
        "OutOfScopeStateEnum": "projects.choices.OutOfScopeState",
        "OutOfScopeModeEnum": "projects.choices.OutOfScopeMode",
        "SeenMethodEnum": "projects.api.out_of_scope_shapes.METHODS",
        "WeekdayEnum": [(number, number) for number in range(7)],
        "WebhookEventEnum": "integrations.outgoing.choices.EventKind",
        "WebhookStateEnum": "integrations.outgoing.choices.DeliveryState",
        "InboundStateEnum": "integrations.choices.EventState",
    },
}

# Watching: see docs/operations
METRICS_TOKEN = env.text("METRICS_TOKEN")
BACKUP_DIR = env.text("BACKUP_DIR")  # where scripts/backup writes, if this host can see it

# Celery: short tasks, the database is the truth, the broker a bell (reliability, section 2)
CELERY_BROKER_URL = env.text("BROKER_URL", REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
if CELERY_BROKER_URL.startswith("sentinel"):
    CELERY_BROKER_TRANSPORT_OPTIONS["master_name"] = env.text("BROKER_MASTER_NAME", "mymaster")
elif CELERY_BROKER_URL.startswith("amqp"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_WORKER_DETECT_QUORUM_QUEUES = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
if env.text("WORKER_CONCURRENCY"):
    CELERY_WORKER_CONCURRENCY = int(env.text("WORKER_CONCURRENCY"))
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
WORKER_ALIVE_FILE = env.text("WORKER_ALIVE_FILE")
WORKER_WATCHDOG_SECONDS = 90  # a worker that takes no message for so long is ended and started anew
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "core.pulse": {"task": "core.pulse", "schedule": 15, "kwargs": {"source": "beat"}, "options": {"expires": 60}},
    "core.forget_hits": {"task": "core.forget_hits", "schedule": 3600, "options": {"expires": 3600}},
    "mailing.sweep": {"task": "mailing.sweep", "schedule": 30, "options": {"expires": 60}},
    "accounts.refresh_holidays": {
        "task": "accounts.refresh_holidays",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "deals.sweep": {"task": "deals.sweep", "schedule": 60, "options": {"expires": 120}},
    "notices.digest": {"task": "notices.digest", "schedule": 60, "options": {"expires": 120}},
    "updates.tick": {"task": "updates.tick", "schedule": 60, "options": {"expires": 120}},
    "imports.forget": {"task": "imports.forget", "schedule": 3600, "options": {"expires": 3600}},
    "imports.sweep": {"task": "imports.sweep", "schedule": 30, "options": {"expires": 60}},
    "dashboard.sweep_jobs": {"task": "dashboard.sweep_jobs", "schedule": 30, "options": {"expires": 60}},
    "dashboard.seal_trails": {"task": "dashboard.seal_trails", "schedule": 300, "options": {"expires": 600}},
    "integrations.sweep": {"task": "integrations.sweep", "schedule": 30, "options": {"expires": 60}},
    "integrations.keep_requests": {
        "task": "integrations.keep_requests",
        "schedule": 15,
        "options": {"expires": 30},
    },
    "projects.tell_refused": {"task": "projects.tell_refused", "schedule": 60, "options": {"expires": 120}},
    "projects.out_of_scope": {"task": "projects.out_of_scope", "schedule": 60, "options": {"expires": 120}},
    "projects.daily": {"task": "projects.daily", "schedule": 60, "options": {"expires": 120}},
}

# Outgoing webhooks reach public addresses only, and these networks (10.1.0.0/16,…), where plain http will do too.
OUTGOING_PRIVATE_NETWORKS = [
    net.strip() for net in env.text("OUTGOING_PRIVATE_NETWORKS").split(",") if net.strip()
]

# Mail
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 30
for _name, _value in env.email(env.text("EMAIL_URL", "smtp://127.0.0.1:1025")).items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "updates@msp-pm.example")
# Dotted path of a callable ``(message_id) -> True | False | None``: can the relay say what it accepted?
MAIL_LOOKUP = env.text("MAIL_LOOKUP")
MAIL_UNKNOWN_WAIT = dt.timedelta(minutes=15)
# How long a worker may hold a mail: longer than the task time limit, so that a living one never loses it.
MAIL_LEASE = dt.timedelta(minutes=10)
MAIL_BATCH = 100  # mails per task and connection

# Words, dates
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FILE_UPLOAD_HANDLERS = [
    "core.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_QUOTA = env.number("UPLOAD_QUOTA_MB", 10_000) * 1024 * 1024  # of one organization
UPLOAD_SCANNER = env.text("UPLOAD_SCANNER")  # dotted path of a callable ``(bytes) -> is it clean?``

# Pages
CRISPY_ALLOWED_TEMPLATE_PACKS = ["msp"]
CRISPY_TEMPLATE_PACK = "msp"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],  # the mails that we frame ourselves say so themselves
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "core.logs.ContextFilter"}},
    "formatters": {
        "line": {
            "()": "core.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} [{request_id} {organization}] {message}",
            "style": "{",
        },
        "json": {"()": "core.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["context"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "celery": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},  # tells every step of writing a font into a PDF
        "mailing.delivery": {"level": "WARNING"},
        "msp_pm.access": {"level": "WARNING"},
    },
}
