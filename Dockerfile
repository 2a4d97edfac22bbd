# MSP PM in production. One image for web, worker, beat, migrations and commands; docker-compose.yml says which is which.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
# The requirements first: they change less often than the code, and this layer is kept.
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . .
# Development settings need no secret and no server; the files are the same.
RUN DJANGO_SETTINGS_MODULE=msp_pm.settings.dev STATIC_ROOT=/app/staticfiles python manage.py collectstatic --no-input
RUN python -m compileall -q /app /opt/venv/lib

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 msp && useradd --uid 10001 --gid msp --no-create-home --home-dir /nonexistent msp \
    && install -d -o msp -g msp /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=msp_pm.settings.prod \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "msp_pm.probe", "web"]
CMD ["gunicorn", "-c", "python:msp_pm.gunicorn", "msp_pm.wsgi:application"]
