# Every target below prints one line in `make help`. Needs only Python 3.11+ with venv, make and a network for packages.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out

.DEFAULT_GOAL := help

help: ## list every target in a line
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */\1\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name one: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "Making the environment in $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@echo "Installing the packages of requirements.lock (about a minute) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the tools of requirements-dev.lock ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.run ## make the environment from the lock
dev: $(VENV)/.dev ## the same with everything that the tests need

demo: $(VENV)/.run ## load the shipped example, plan it, publish it, serve it (ARGS="--port 8000")
	@$(BIN)/python -m forum demo $(ARGS)

serve: $(VENV)/.run ## serve the database that is there
	@$(BIN)/python -m forum serve $(ARGS)

lint: $(VENV)/.dev ## style, types, rooms
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy

check: lint ## the fast part, for every commit
	@$(BIN)/python -m pytest tests -n 2 --ignore=tests/journeys --ignore=tests/benchmarks -m "not browser and not long and not postgres"

test: $(VENV)/.dev ## all that must hold: lint, types, rooms, units, stores, journeys in Chromium
	@bash .ci/system-packages
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m tests.run

coverage: $(VENV)/.dev ## how much of every room the tests run (slow: traces all of them)
	@bash .ci/system-packages
	@FORUM_COVERAGE_ROOMS=all $(BIN)/python -m tests.run

check-all: test ## the long part: kills, foreign judges, LibreOffice, the wheel
	@bash .ci/system-packages all
	@$(BIN)/python -m pytest tests -m long

fix: $(VENV)/.dev ## let the formatter and the linter mend what they can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

migration: $(VENV)/.dev ## write the migration that brings the schema to the tables (M="what changes")
	@$(BIN)/python -m forum.store.migrations.write "$(M)"

catalogues: $(VENV)/.dev ## extract every word, merge it into the seven catalogues
	@$(BIN)/python -m tests.house.write_catalogues

pictures: $(VENV)/.dev ## render the pages into out/pictures (both directions and themes, wide and phone)
	@bash .ci/system-packages
	@$(BIN)/python -m tests.pictures $(OUT)/pictures

bench: $(VENV)/.dev ## run the benchmarks and print their figures
	@$(BIN)/python -m tests.benchmarks

bench-plan: $(VENV)/.dev ## measure the planner beside a plain CP-SAT model, write docs/plan-benchmark.md
	@$(BIN)/python -m tests.benchmarks plan

bench-feeds: $(VENV)/.dev ## measure calendars beside constant bytes and plain icalendar, write docs/feeds-benchmark.md
	@$(BIN)/python -m tests.benchmarks feeds

bench-slots: $(VENV)/.dev ## measure allocation, placing and inscription of speakers, write docs/slots-benchmark.md
	@$(BIN)/python -m tests.benchmarks slots

vendor: $(VENV)/.dev ## fetch the vendored front-end files anew (needs npm)
	@$(BIN)/python -m forum.web.vendor

lock: $(VENV)/.dev ## resolve the locks anew (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --group build -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and everything made
	@rm -rf $(VENV) $(OUT) build dist .mypy_cache .ruff_cache .hypothesis

.PHONY: help install dev demo serve lint check test coverage check-all fix migration catalogues pictures bench bench-plan bench-feeds bench-slots vendor lock clean
