# Every target does its own set-up: on a fresh machine with Python 3.11 to 3.13, `make demo` is all that is needed.
#
#   make setup    .venv with everything
#   make test     the test suite
#   make lint     ruff, mypy strict, pyright, import-linter
#   make demo     predict, trace and torch's own verdict on a model that breaks in four different ways
#   make parity   agreement with torch._dynamo (ARGS="--source hf --limit 20")
#   make bench    the targets of the editor, measured
#   make vsix     the VS Code extension; make vsix-bundled: with the server in it, for this platform
#   make e2e      the extension in a real VS Code, the server under Neovim (ARGS="ui nvim" for some of the suites)
#   make check    lint and test
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := check
.PHONY: setup test lint demo parity bench vsix vsix-bundled e2e check clean

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
# Pinned, and installed first, so that the rest is resolved against it. TORCH_INDEX names an index with CPU builds, where
# the default one brings CUDA along.
TORCH := torch==2.13.0
TORCH_INDEX ?=
ARGS ?=

export OMP_NUM_THREADS ?= 1

$(VENV)/.made: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$(TORCH)"
	$(BIN)/python -m pip install --quiet numpy
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $@

setup: $(VENV)/.made

test: setup
	$(BIN)/python -m pytest -q $(ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

demo: setup
	$(BIN)/python examples/demo.py

parity: setup
	$(BIN)/python -m tests.parity.run $(ARGS)

bench: setup
	$(BIN)/python -m tests.bench.run $(ARGS)

vsix:
	cd vscode-client && npm ci --ignore-scripts && npm run package

vsix-bundled: setup
	cd vscode-client && npm ci --ignore-scripts && PYTHON=../$(BIN)/python npm run package:bundled

e2e: setup
	tests/e2e/setup.sh
	tests/e2e/run.sh $(ARGS)

check: lint test

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
