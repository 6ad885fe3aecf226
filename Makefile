# The whole of it: make setup | demo | test | audit | build | deploy | bench-…
.DEFAULT_GOAL := test
PYTHON ?= python3
RUNTIME ?= python3.13
ARCHITECTURE ?= arm64
DATA ?=
TORCH_PYTHON ?=
EMAIL ?=
PARAMETERS ?=
DEPLOYMENT ?= Canary10Percent5Minutes
TAGS ?= application=wirewatch

VENV := .venv/bin
export PATH := $(CURDIR)/.tools/sam/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BENCHES := reading matching summaries feeds alerts functions faults load security whole

.PHONY: setup demo test audit build deploy bench $(BENCHES:%=bench-%)

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
	@$(VENV)/python -m devtools.testbed.demo

test: setup
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	sam validate --lint
	$(VENV)/pytest tests/unit
	$(VENV)/pytest tests/integration tests/e2e

# Known weaknesses of what is locked, asked of an advisory database: this needs the internet.
LOCKS := requirements/dev.txt requirements/sam.txt $(wildcard layers/*/requirements.txt)

audit: .tools/audit/.done
	for lock in $(LOCKS); do .tools/audit/bin/pip-audit --strict --disable-pip --require-hashes -r $$lock || exit 1; done

# --- measuring: DATA is a folder with the data that a table is about, TORCH_PYTHON one that docs/costs.md describes -----------
bench: $(BENCHES:%=bench-%)

.tools/bench/.done: requirements/bench.txt .venv/.done
	$(PYTHON) -m venv .tools/bench
	.tools/bench/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/bench.txt
	.tools/bench/bin/python -m pip install --quiet --no-deps --editable .
	@touch $@

BENCH := .tools/bench/bin/python -m benchmarks
BESIDE := PYTHONPATH=layers $(or $(TORCH_PYTHON),.tools/bench/bin/python) -m benchmarks

bench-reading: .tools/bench/.done
	$(BENCH).quality.extraction --data $(DATA)
	$(BENCH).quality.near_duplicates --data $(DATA)
	.tools/bench/bin/python -m tests.robustness.hostile_documents --data $(DATA)
	.tools/bench/bin/python -m tests.robustness.network_guard

bench-matching: .tools/bench/.done
	$(BENCH).quality.matching --data $(DATA)

bench-summaries: .tools/bench/.done
	$(BENCH).quality.summaries --data $(DATA) $(if $(PAGES),--pages $(PAGES))
	$(BESIDE).performance.inference_engines
	$(BESIDE).quality.unfaithful_model --data $(DATA)

bench-feeds: .tools/bench/.done
	.tools/bench/bin/python -m tests.conformance.feed_suites --data $(DATA)
	.tools/bench/bin/python -m tests.system.feed_polling
	$(BENCH).performance.feed_parsing

bench-alerts: setup
	$(VENV)/python -m tests.system.deliveries

bench-faults: setup
	$(VENV)/python -m tests.system.faults
	$(VENV)/python -m tests.system.faults --forget --seeds 1 --articles 300

bench-load: setup
	$(VENV)/python -m tests.system.load

bench-functions: setup .tools/bench/.done
	$(BENCH).performance.cold_starts

bench-security: setup .tools/audit/.done
	.tools/audit/bin/checkov --file template.yaml --framework cloudformation --compact --quiet --skip-download
	$(VENV)/python -m tests.robustness.fuzz
	$(VENV)/python -m tests.system.permissions

bench-whole: setup .tools/bench/.done
	$(BENCH).report --data $(DATA) $(if $(TORCH_PYTHON),--torch $(TORCH_PYTHON))

# --- deploying ------------------------------------------------------------------------------------------------------
build: setup
	WIREWATCH_PYTHON=$(CURDIR)/$(VENV)/python WIREWATCH_RUNTIME=$(RUNTIME) WIREWATCH_ARCHITECTURE=$(ARCHITECTURE) \
		sam build --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE)
	$(VENV)/python -m devtools.build.package_sizes .aws-sam/build $(ARCHITECTURE)

deploy: build
	sam deploy --tags $(TAGS) --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE) DeploymentType=$(DEPLOYMENT) \
		AlertEmail=$(EMAIL) $(PARAMETERS)
