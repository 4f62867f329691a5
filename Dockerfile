# syntax=docker/dockerfile:1
# Three stages: the pages, the Python packages, and a slim runtime that owns nothing but its data.
FROM node:24-bookworm-slim AS pages
WORKDIR /src
COPY pwa/package.json pwa/package-lock.json pwa/
RUN cd pwa && npm ci --no-audit --no-fund
COPY openapi openapi
COPY pwa pwa
RUN cd pwa && npm run build

FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/mingcha && /opt/mingcha/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin mingcha && install -d -o mingcha -g mingcha -m 0700 /data
COPY --from=packages /opt/mingcha /opt/mingcha
WORKDIR /srv
COPY migrations migrations
COPY app app
COPY verifier/verify.html verifier/verify.html
COPY --from=pages /src/pwa/dist app/static
ENV PATH=/opt/mingcha/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MINGCHA_DATA_DIR=/data HOST=0.0.0.0 PORT=8000
USER mingcha
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["serve"]
