"""Wiring only: settings, URLs, Celery and WSGI."""

from msp_pm.celery import app as celery_app

__all__ = ["celery_app"]
