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

BENCHES := reading matching summaries feeds alerts functions faults

.PHONY: setup demo test build deploy bench $(BENCHES:%=bench-%)

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

# --- measuring: DATA is a folder with the data that a table is about ------------------------------------------------
bench: $(BENCHES:%=bench-%)

.tools/bench/.done: requirements/bench.txt .venv/.done
	$(PYTHON) -m venv .tools/bench
	.tools/bench/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/bench.txt
	.tools/bench/bin/python -m pip install --quiet --no-deps --editable .
	@touch $@

BENCH := PYTHONPATH=scripts .tools/bench/bin/python benchmarks

bench-reading: .tools/bench/.done
	$(BENCH)/reading.py --data $(DATA)
	$(BENCH)/stories.py --data $(DATA)
	$(BENCH)/hostile.py --data $(DATA)
	$(BENCH)/guard.py

bench-matching: .tools/bench/.done
	$(BENCH)/matching.py --data $(DATA)

bench-summaries: .tools/bench/.done
	$(BENCH)/summaries.py --data $(DATA) $(if $(PAGES),--pages $(PAGES))
	$(BENCH)/engines.py

bench-feeds: .tools/bench/.done
	$(BENCH)/feeds_parse.py --data $(DATA)
	$(BENCH)/feeds.py
	$(BENCH)/feeds_speed.py

bench-alerts: setup
	PYTHONPATH=scripts $(VENV)/python benchmarks/alerts.py

bench-faults: setup
	PYTHONPATH=scripts $(VENV)/python benchmarks/faults.py

bench-functions: setup .tools/bench/.done
	$(BENCH)/functions.py

# --- deploying ------------------------------------------------------------------------------------------------------
build: setup
	WIREWATCH_PYTHON=$(CURDIR)/$(VENV)/python WIREWATCH_RUNTIME=$(RUNTIME) WIREWATCH_ARCHITECTURE=$(ARCHITECTURE) \
		sam build --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE)
	$(VENV)/python scripts/sizes.py .aws-sam/build $(ARCHITECTURE)

deploy: build
	sam deploy --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE) AlertEmail=$(EMAIL) $(DEPLOY)
