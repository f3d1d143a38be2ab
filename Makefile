# make demo   the seed story, replayed offline        make run    the daemon, here
# make test   all tests (ARGS=tests/desk: some)       make check  what CI checks besides
# make cover  the tests with branch coverage          make format ruff, changing files
#
# Each makes .venv by itself and needs only python3.11+ (with venv) and make. All paths are
# relative, so that a folder with a space in its name works.

SHELL := /bin/sh
BIN := .venv/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := $(shell command -v uv 2>/dev/null)
WORKERS ?= 2
ARGS ?=
COMMA := ,
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo run test check cover format clean
.DEFAULT_GOAL := demo

demo: .venv/.runtime
	@$(BIN)/monitor demo

run: .venv/.runtime
	@$(BIN)/monitor run

test: .venv/.test
	@$(BIN)/python -m pytest -n $(WORKERS) -q $(ARGS)

check: .venv/.test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/migration -k "check or matches"

cover: .venv/.test
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m pytest -n $(WORKERS) -q --cov --cov-report=
	@$(BIN)/python -m coverage report --include='monitor/domain/*,monitor/jobs/*,monitor/desk/*,monitor/storage/*' --fail-under=95

format: .venv/.test
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	@rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.made:
	@test -n "$(PYTHON)" || { echo "python3.11 or newer is missing: apt-get install python3 (or brew install python)" >&2; exit 1; }
	@if [ -n "$(UV)" ]; then "$(UV)" venv -q --allow-existing --python "$(PYTHON)" .venv; \
	else "$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }; \
	  "$(PYTHON)" -m venv .venv; fi
	@touch $@

# uv does not read pip's settings (an index of one's own, say): where uv fails, pip gets a try.
define install
@echo "installing followup-monitor $(2) into .venv ..."
@if [ -n "$(UV)" ] && "$(UV)" pip install -q --python $(BIN)/python -e '$(1)'; then :; else \
  $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
  $(BIN)/python -m pip install -q -e '$(1)'; fi
endef

.venv/.runtime: .venv/.made pyproject.toml
	$(call install,.[postgres],)
	@touch $@

.venv/.test: .venv/.made pyproject.toml
	$(call install,.[postgres$(COMMA)test],with its tests)
	@touch $@ .venv/.runtime
