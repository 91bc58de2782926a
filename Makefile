# Two commands do all the set-up on a fresh machine: `make demo` and `make test`. Everything lives in .venv/.
PYTHON ?= python3
BIN := .venv/bin
LAKE ?= demo-lake
RAW ?= demo-data
FAMILIES ?= 30000
PORT ?= 8000

# files to workers, whole and in order; `make test COVER=` leaves out the measure of what tests reach (a fifth cheaper)
DEALT := --dist loadfile --no-loadscope-reorder
COVER ?= --cov --cov-report=term:skip-covered --cov-fail-under=92

.PHONY: demo test test-postgres check fix docs bench lock clean services
.DEFAULT_GOAL := help

help:
	@echo "make demo    daerah contoh: dari berkas mentah sampai laman web (sample region, raw files to web site)"
	@echo "make test    semua pemeriksaan dan uji (all checks and tests)"
	@echo "make check   lint, types, import contract, generated docs"
	@echo "make fix     format and mend what can be mended automatically"
	@echo "make docs    write the generated reference pages"
	@echo "make bench   time every step on 100,000 families"

.venv/.base: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 atau lebih baru diperlukan. Contoh: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Pasang modul venv dahulu, misalnya: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

# uv installs the locked, hashed set in seconds; pip does the same where uv cannot (an office proxy, say)
.venv/.runtime: .venv/.base requirements.lock pyproject.toml
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock || $(BIN)/pip install -q --require-hashes -r requirements.lock
	$(BIN)/python tools/install_editable.py
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock || $(BIN)/pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

# the engine of many machines, which only its tests need here
.venv/.spark: .venv/.runtime requirements-spark.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-spark.lock || $(BIN)/pip install -q --require-hashes -r requirements-spark.lock
	@touch $@

demo: .venv/.runtime
	$(BIN)/sepakat demo --lake $(LAKE) --raw $(RAW) --families $(FAMILIES) --port $(PORT)

# Chromium is what users of the pages have, PostgreSQL and Caddy what an office runs; as root they are installed when
# missing; LibreOffice opens our documents in a test, Java runs Spark. No service of the machine is started: the tests
# start their own, on sockets and ports of their own.
WANTED := chromium:chromium postgresql:/usr/lib/postgresql/*/bin/initdb caddy:caddy libreoffice-writer-nogui:soffice openjdk-17-jre-headless:java
services:
	@missing=""; for pair in $(WANTED); do \
	  command -v "$${pair#*:}" >/dev/null || ls $${pair#*:} >/dev/null 2>&1 || missing="$$missing $${pair%%:*}"; done; \
	[ -z "$$missing" ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q >/dev/null && \
	  mkdir -p /etc/postgresql-common && { [ -e /etc/postgresql-common/createcluster.conf ] || \
	  echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf; } && \
	  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends $$missing >/dev/null; } || \
	  echo "*** Tidak ada:$$missing. Uji yang membutuhkannya dilewati (not here: the tests that need it are skipped) ***"

# what touches the database on PostgreSQL first, beside the checks; then everything on SQLite, on the same sample release;
# three workers, because many tests wait for a browser or another process. Files go out in their order, in which long
# ones (browsers, whole pipelines) come before short ones: so the workers end together.
test:
	@$(MAKE) --no-print-directory -j3 .venv/.dev .venv/.spark services
	$(BIN)/python tools/fetch_reference.py
	@kept=$$(mktemp -d) && trap 'rm -rf "$$kept"' EXIT && export SEPAKAT_TEST_KEPT="$$kept" && \
	$(MAKE) --no-print-directory -j2 --output-sync=target check test-postgres && \
	$(BIN)/python -m pytest -n 3 $(DEALT) $(COVER) -q

test-postgres: .venv/.dev
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n 2 $(DEALT) -m "django_db and not one_database" -q

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/build_docs.py --check

fix: .venv/.dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

docs: .venv/.dev
	$(BIN)/python tools/build_docs.py

bench: .venv/.dev
	$(BIN)/python benchmarks/pipeline.py

# all extras but spark
EXTRAS := --extra spatial --extra web --extra postgres --extra documents
lock: .venv/.base
	$(BIN)/uv pip compile pyproject.toml $(EXTRAS) --generate-hashes --universal --no-emit-index-url --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml $(EXTRAS) --group dev -c requirements.lock --generate-hashes --universal --no-emit-index-url --no-header -q -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark -c requirements.lock --generate-hashes --universal --no-emit-index-url --no-header -q -o requirements-spark.lock

clean:
	rm -rf $(LAKE) $(RAW) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
