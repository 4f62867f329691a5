# Mingcha: every command a newcomer needs. `make demo` and `make test` each work from a bare clone.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
HOST ?= $(if $(TLS),0.0.0.0,127.0.0.1)
TLS ?=
PORT ?= 8000
DATA ?= var/demo
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: help demo test lint types contracts unit pwa-test browser openapi serve test-nightly test-security bench system-demo system-test system-nightly lock clean

help:
	@echo "make demo [TLS=1] [PORT=8000] [HOST=127.0.0.1] [DATA=var/demo]   the demo county, ready to sign in"
	@echo "make test    lint, types, contracts, API on SQLite and PostgreSQL, browser"
	@echo "make openapi | lock | bench | test-nightly | test-security | clean"

# --- what the machine must have ---------------------------------------------------------------
system-demo:
	@bash deploy/system-packages.sh fonts-noto-cjk
system-test:
	@bash deploy/system-packages.sh chromium fonts-noto-cjk libimage-exiftool-perl openssl strace e2fsprogs faketime

$(VENV)/.runtime: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "mingcha needs Python 3.11 or newer with venv: sudo apt-get install -y python3 python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@printf '%s\n' "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/mingcha.pth"
	@printf '#!/bin/sh\nexec "%s/python" -m app.cli "$$@"\n' "$(abspath $(BIN))" > $(BIN)/mingcha && chmod +x $(BIN)/mingcha
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

pwa/node_modules/.installed: pwa/package-lock.json
	cd pwa && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

verifier/html/node_modules/.installed: verifier/html/package-lock.json
	cd verifier/html && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

app/static/index.html: pwa/node_modules/.installed $(shell find pwa/src pwa/public pwa/tooling pwa/index.html pwa/vite.config.ts pwa/tsconfig.json pwa/package.json -type f 2>/dev/null)
	cd pwa && npm run --silent build
	@rm -rf app/static && cp -r pwa/dist app/static

# --- use -----------------------------------------------------------------------------------------
demo: system-demo $(VENV)/.runtime app/static/index.html
	@HOST=$(HOST) PORT=$(PORT) MINGCHA_DATA_DIR=$(DATA) $(BIN)/python -m app.cli demo $(if $(TLS),--tls,)

serve: $(VENV)/.runtime app/static/index.html
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python -m app.cli serve $(if $(TLS),--tls,)

openapi: $(VENV)/.runtime
	$(BIN)/python docs/machines.py
	$(BIN)/python -m app.cli openapi > openapi/openapi.json.new && mv openapi/openapi.json.new openapi/openapi.json

# --- checks --------------------------------------------------------------------------------------
test: system-test $(VENV)/.dev app/static/index.html verifier/html/node_modules/.installed
	@bash tests/run.sh

lint: $(VENV)/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports
types: $(VENV)/.dev
	$(BIN)/mypy
unit: $(VENV)/.dev verifier/html/node_modules/.installed
	$(BIN)/python -m pytest tests -q --ignore=tests/browser

test-security: $(VENV)/.dev
	$(BIN)/python -m pytest tests/secrecy tests/bad_input tests/access tests/identity tests/contracts tests/imaging -q -m "not nightly"
system-nightly:
	@bash deploy/system-packages.sh golang-go golang-golang-x-mod-dev
test-nightly: system-test system-nightly $(VENV)/.dev app/static/index.html verifier/html/node_modules/.installed
	$(BIN)/python -m pytest tests -q -m nightly
	MINGCHA_EVERY_KNOCK=1 $(BIN)/python -m pytest tests/secrecy -q -m "not nightly"
bench: $(VENV)/.dev
	$(BIN)/python bench/ingest.py

lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --extra heic --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements.lock -q
	$(BIN)/uv pip compile pyproject.toml --extra heic --group dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 -c requirements.lock -o requirements-dev.lock -q

clean:
	rm -rf $(VENV) app/static pwa/dist pwa/node_modules verifier/html/node_modules var
