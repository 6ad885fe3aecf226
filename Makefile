# The whole of it: make setup | demo | test | build | deploy | bench-…
.DEFAULT_GOAL := test
PYTHON ?= python3
RUNTIME ?= python3.13
ARCHITECTURE ?= arm64
DATA ?=
EMAIL ?=
DEPLOY ?=

VENV := .venv/bin
export PATH := $(CURDIR)/.tools/sam/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo test build deploy

# --- setting up: the library and two tools, each in an environment of its own, all locked ---------------------------
setup: .venv/.done .tools/sam/.done .tools/emulator/.done

.venv/.done: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(VENV)/python -m pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	$(VENV)/python -m pip install --quiet --no-deps --editable .
	@touch $@

.tools/%/.done: requirements/%.txt
	$(PYTHON) -m venv .tools/$*
	.tools/$*/bin/python -m pip install --quiet --no-deps --require-hashes -r $<
	@touch $@

# --- seeing it work -------------------------------------------------------------------------------------------------
demo: setup
	@$(VENV)/python scripts/demo.py

test: setup
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	sam validate --lint
	$(VENV)/pytest tests/unit
	$(VENV)/pytest tests/integration tests/e2e

# --- deploying ------------------------------------------------------------------------------------------------------
build: setup
	WIREWATCH_PYTHON=$(CURDIR)/$(VENV)/python WIREWATCH_RUNTIME=$(RUNTIME) WIREWATCH_ARCHITECTURE=$(ARCHITECTURE) \
		sam build --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE)
	$(VENV)/python scripts/sizes.py .aws-sam/build $(ARCHITECTURE)

deploy: build
	sam deploy --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE) AlertEmail=$(EMAIL) $(DEPLOY)
