# Needs python3 >= 3.11, make and git. uv is taken from PATH, or installed into .uv/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
PROJECTS := pyproject.toml $(wildcard plugins/*/pyproject.toml)
STAMP := $(VENV)/.installed
PYTEST_ARGS ?=
WALKS ?= 10
PAGES ?= 20000
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy

.PHONY: help install lock demo test test-ui test-scale check crash fuzz hostile format bench clean

help:  ## Show these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | while IFS=$$'\t' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

install: $(STAMP)  ## Everything for development, into .venv

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rasad needs Python 3.11 or newer: make install PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check "uv>=0.9"

$(STAMP): requirements.lock $(PROJECTS) | $(UV)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	$(UV) pip install --quiet --no-deps --python $(BIN)/python $(foreach p,$(PROJECTS),--editable $(dir $(p)))
	@touch $@

lock: | $(UV)  ## Choose dependency versions anew
	$(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-package rasad --group dev $(PROJECTS) --output-file requirements.lock

demo: install  ## Sample publishers -> claims in a fresh SQLite file
	@$(BIN)/rasad demo

test: install  ## Every test
	$(BIN)/pytest $(PYTEST_ARGS)

test-ui: install  ## The Prefect UI in a real browser, ten times in a row (WALKS=1: once)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq -y chromium fonts-noto-core >/dev/null; } || { echo "Install chromium first (Debian, Ubuntu: apt-get install chromium)"; exit 1; }
	$(UV) pip install --quiet --python $(BIN)/python "playwright>=1.50"
	$(BIN)/python tests/ui/walk.py $(WALKS)

test-scale: install  ## 20,000 files on Dask and PostgreSQL against one process and SQLite (PAGES=2000: fewer)
	$(BIN)/python tests/scale/compare.py $(PAGES)

check: install  ## Format, lint, types, import directions, tests with branch coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --cov --cov-report=term $(PYTEST_ARGS)

crash: install  ## 1,000 kills of an ingest on SQLite, 200 on PostgreSQL, a control, eight at once
	$(BIN)/python tests/crash/harness.py --kills 1000
	$(BIN)/python tests/crash/harness.py --kills 200 --postgres
	$(BIN)/python tests/crash/harness.py --kills 50 --control
	$(BIN)/python tests/crash/together.py --processes 8 --rounds 100

fuzz: install  ## 100,000 mutants of every format, deep pages, a feed of a million entries
	$(BIN)/python tests/fuzz/fuzz.py --mutants 100000
	$(BIN)/python tests/fuzz/extremes.py

hostile: install  ## Every hostile server: time, memory, forbidden connections, where a secret was found
	$(BIN)/python -m tests.hostile.table

format: install  ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install  ## Ratios to peers and floors, measured in one run
	@for script in bench/bench_*.py; do $(BIN)/python $$script || exit 1; done

clean:  ## Remove what the targets made
	rm -rf $(VENV) .uv .coverage .pytest_cache .mypy_cache .ruff_cache demo-rasad
