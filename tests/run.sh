#!/usr/bin/env bash
# Everything `make test` runs, in order of cheapness; stops at the first red. The runner's closing line comes last.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { printf '\n== %s\n' "$1"; }
# What tests write lives a minute: in memory where the machine has plenty (every fsync of two databases is waited for), else on disk.
plenty() { [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 8000000 ] && [ "$(awk '/^MemAvailable/ {print $2}' /proc/meminfo)" -gt 12000000 ]; } 2>/dev/null
TMPDIR=$(if plenty; then mktemp -d -p /dev/shm mingcha.XXXXXX; else mktemp -d; fi); export TMPDIR; trap 'rm -rf "$TMPDIR"' EXIT
step "lint";      $bin/ruff check . ; $bin/ruff format --check . ; (cd pwa && npm run --silent lint)
step "contracts"; $bin/lint-imports | tail -n 5
step "types";     $bin/mypy
step "openapi";   tmp=$(mktemp -d)
MINGCHA_DATA_DIR="$tmp" $bin/python -m app.cli openapi > "$tmp/openapi.json"
cmp "$tmp/openapi.json" openapi/openapi.json || { echo "openapi/openapi.json is stale: run make openapi" >&2; exit 1; }
$bin/python docs/machines.py --check || { echo "docs/machines.md is stale: run make openapi" >&2; exit 1; }
(cd pwa && npx --no-install openapi-typescript ../openapi/openapi.json -o "$tmp/types.d.ts" >/dev/null)
cmp "$tmp/types.d.ts" pwa/src/api/schema.d.ts || { echo "pwa/src/api/schema.d.ts is stale: npm run types" >&2; exit 1; }
step "pwa";       (cd pwa && npm run --silent test && npm run --silent size)
step "pytest";    MINGCHA_WHOLE_RUN=1 $bin/python -m pytest tests -q -n 2 --dist loadscope --no-loadscope-reorder -m "not nightly"
