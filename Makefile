# The whole of it. `make` prints what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
RUNTIME ?= python3.13
ARCHITECTURE ?= arm64
DATA ?=
TORCH_PYTHON ?=
EMAIL ?=
PARAMETERS ?=
DEPLOYMENT ?= Canary10Percent5Minutes
TAGS ?=
STACK ?=
# A section of samconfig.toml: default, dev or prod
ENVIRONMENT ?= default
YES ?=
# no: deploy without asking where samconfig.toml says to ask
CONFIRM ?=
# Packages that extend wirewatch: paths or names
EXTENSIONS ?=
# A summary model to deploy: a name on the Hugging Face hub, or a folder
MODEL ?=
# Processes that run unit tests: one a core
JOBS ?= auto
# Processes that run the other tests. One of them has the deployed stack, and mostly waits for it.
SYSTEM_JOBS ?= 3

VENV := .venv/bin
export PYTHON
export PATH := $(CURDIR)/.tools/sam/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0
export WIREWATCH_UV := $(CURDIR)/requirements/uv
export WIREWATCH_LAYER_CACHE := $(CURDIR)/.tools/layers
export WIREWATCH_EXTENSIONS := $(EXTENSIONS)
export WIREWATCH_EXTENSIONS_BASE := $(CURDIR)

BENCHES := reading hostile matching languages events summaries feeds alerts functions faults load security setup cost whole

.PHONY: help setup demo check format test lint types unit test-models lock audit clean build deploy destroy bench $(BENCHES:%=bench-%)

help: ## print this list
	@echo "make TARGET [SETTING=VALUE ...]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile
	@echo "  bench-...  $(BENCHES)"

# --- setting up: the library and two tools, each in an environment of its own, all locked ---------------------------
setup: .venv/.done .tools/sam/.done .tools/emulator/.done ## install everything into .venv and .tools (seconds)

.tools/uv/uv.txt: requirements/uv.txt requirements/uv requirements/fetch_uv.py
	@echo "fetching uv"
	@requirements/uv --version >/dev/null
	@touch $@

.venv/.done: requirements/dev.txt pyproject.toml .tools/uv/uv.txt
	@echo "installing wirewatch and what it needs into .venv"
	@requirements/sync --project .venv requirements/dev.txt

.tools/%/.done: requirements/%.txt .tools/uv/uv.txt
	@echo "installing $* into .tools/$*"
	@requirements/sync .tools/$* $<

# --- seeing it work -------------------------------------------------------------------------------------------------
demo: setup ## a page dropped into the deployed system on an AWS emulator, and its alert
	@$(VENV)/python -m devtools.testbed.demo

# --- testing --------------------------------------------------------------------------------------------------------
check: lint types unit ## what to run before every commit: lint, types and unit tests

lint: .venv/.done
	@$(VENV)/ruff check --quiet .
	@$(VENV)/ruff format --quiet --check .

types: .venv/.done
	@$(VENV)/mypy

unit: .venv/.done
	@$(VENV)/pytest -n $(JOBS) tests/unit tests/docs

format: .venv/.done ## let ruff put imports and layout right
	@$(VENV)/ruff check --quiet --fix .
	@$(VENV)/ruff format --quiet .

test: setup check ## everything: check, the template, integration tests, and the deployed stack on an AWS emulator
	@sam validate --lint
	@$(VENV)/pytest -n $(SYSTEM_JOBS) --dist loadgroup tests/integration tests/e2e

.tools/models/.done: requirements/dev.txt requirements/models.txt requirements/sync-torch pyproject.toml .tools/uv/uv.txt
	@echo "installing torch and transformers into .tools/models"
	@requirements/sync --project .tools/models requirements/dev.txt requirements/models.txt
	@rm $@
	@requirements/sync-torch .tools/models
	@touch $@

test-models: .tools/models/.done ## conversion of Hugging Face models, compared with torch (downloads 200 MB)
	@.tools/models/bin/pytest tests/unit -k "model_conversion or abstractive"

lock: .tools/uv/uv.txt ## upgrade every locked version: UPGRADE='--upgrade-package NAME' for one
	@requirements/lock $(UPGRADE)

clean: ## remove environments, tools and builds
	rm -rf .venv .tools .aws-sam

# Known weaknesses of what is locked, asked of an advisory database: this needs the internet.
LOCKS := requirements/dev.txt requirements/sam.txt $(wildcard layers/*/requirements.txt)

audit: .tools/audit/.done ## known weaknesses of what is locked (asks the internet)
	for lock in $(LOCKS); do .tools/audit/bin/pip-audit --strict --disable-pip --require-hashes -r $$lock || exit 1; done

# --- measuring: DATA is a folder with the data that a table is about, TORCH_PYTHON one that docs/development/benchmarks.md describes
bench: $(BENCHES:%=bench-%) ## every benchmark; one by bench-NAME, DATA=FOLDER where it needs data

.tools/bench/.done: requirements/bench.txt pyproject.toml .tools/uv/uv.txt
	@echo "installing what benchmarks compare with into .tools/bench"
	@requirements/sync --project .tools/bench $<

BENCH := .tools/bench/bin/python -m benchmarks
BESIDE := PYTHONPATH=layers $(or $(TORCH_PYTHON),.tools/bench/bin/python) -m benchmarks

bench-reading: .tools/bench/.done
	$(BENCH).quality.extraction --data $(DATA)
	$(BENCH).quality.near_duplicates --data $(DATA)
	.tools/bench/bin/python -m tests.robustness.hostile_documents --data $(DATA)
	.tools/bench/bin/python -m tests.robustness.network_guard

bench-hostile: setup
	$(VENV)/python -m tests.robustness.growth

bench-matching: .tools/bench/.done
	$(BENCH).quality.matching --data $(DATA)

bench-languages: setup
	$(VENV)/python -m benchmarks.quality.languages $(DATA)

bench-events: .tools/bench/.done
	$(BENCH).quality.events $(if $(DATA),--data $(DATA))

bench-summaries: .tools/bench/.done
	$(BENCH).quality.summaries --data $(DATA) $(if $(PAGES),--pages $(PAGES))
	$(BENCH).quality.factuality --data $(DATA)
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

bench-setup: .venv/.done
	$(VENV)/python -m benchmarks.performance.setup

bench-cost: setup .tools/bench/.done
	$(BENCH).cost --data $(DATA)

bench-whole: setup .tools/bench/.done
	$(BENCH).report --data $(DATA) $(if $(TORCH_PYTHON),--torch $(TORCH_PYTHON))

# --- deploying ------------------------------------------------------------------------------------------------------
build: setup ## build for Lambda: RUNTIME=python3.13 ARCHITECTURE=arm64
	@WIREWATCH_PYTHON=$(CURDIR)/$(VENV)/python WIREWATCH_RUNTIME=$(RUNTIME) WIREWATCH_ARCHITECTURE=$(ARCHITECTURE) \
		sam build --config-env $(ENVIRONMENT) --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE)
	@$(VENV)/python -m devtools.build.package_sizes .aws-sam/build $(ARCHITECTURE)

# A model that is a folder of `wirewatch model convert` needs no torch.
CONVERTER := $(if $(MODEL),$(if $(wildcard $(MODEL)/writer.json),,.tools/models/.done))

# A parameter that is not named here keeps the value that the stack has.
deploy: build $(CONVERTER) ## build and deploy to AWS: EMAIL=you@example.org PARAMETERS="Name=value" STACK=name ENVIRONMENT=dev MODEL=…
	@model="$(if $(MODEL),$$($(VENV)/python -m devtools.build.deploy_model $(MODEL) --python .tools/models/bin/python --set $(PARAMETERS)))" && \
		sam deploy --config-env $(ENVIRONMENT) $(if $(STACK),--stack-name $(STACK)) $(if $(TAGS),--tags $(TAGS)) \
		--parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE) DeploymentType=$(DEPLOYMENT) \
		$(if $(EMAIL),AlertEmail=$(EMAIL)) $(PARAMETERS) $$model $(if $(filter no,$(CONFIRM)),--no-confirm-changeset)

destroy: setup ## delete a stack: STACK=name; buckets and table stay, and are named
	@$(VENV)/python -m devtools.build.destroy $(or $(STACK),$(error name the stack: make destroy STACK=wirewatch)) $(if $(YES),--yes)
