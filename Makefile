# Every target makes what it needs, under .build/. Start with: make demo

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

B := .build
BASE_PYTHON := $(shell command -v python3)
UV := $(B)/tools/bin/uv
PY := $(B)/venv/bin/python
CDK_VERSION := 2.1148.1
CDK := $(B)/node/node_modules/.bin/cdk
STAGES := local dev prod
# W3005: the CDK writes out dependencies that a reference implies already.
CDK_HABITS := W3005

# A stamp is newer than the pins it was made from, or its environment is made again.
VENV := $(B)/venv.stamp
ENGINE := $(B)/engine.stamp
RIC := $(B)/ric.stamp
ORACLE := $(B)/oracle.stamp
FUZZ := $(B)/fuzz.stamp
NODE := $(B)/node-$(CDK_VERSION).stamp
LAYER := $(B)/layer-local.stamp
SYNTHS := $(STAGES:%=$(B)/cdk/%.stamp)

SOURCES := app.py cdk.json $(shell find functions schemas infra -type f \
	-not -path '*/__pycache__/*' -not -path '*/published/*' 2>/dev/null)

export PATH := $(CURDIR)/$(B)/venv/bin:$(CURDIR)/$(B)/node/node_modules/.bin:$(PATH)
export AWS_EC2_METADATA_DISABLED := true
export CDK_DISABLE_CLI_TELEMETRY := true
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 1
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# What a caller may set: KEEP=1 leaves the demo running, ARGS goes to pytest as it is.
KEEP ?=
ARGS ?=
stage ?= dev
name ?=
domain ?=
seed ?=

.PHONY: help demo test check synth bench deploy new faults oracle e2e load pins clean env

help:
	@echo 'make demo      the whole main job on this machine (KEEP=1 leaves it running)'
	@echo 'make test      unit, integration, contract, infra and short fault tests (ARGS goes to pytest)'
	@echo 'make check     format, lint, types, synth with cdk-nag, cfn-lint, contract drift'
	@echo 'make synth     templates of all stages, in $(B)/cdk/<stage>'
	@echo 'make faults    the whole fault matrix (seed=137 replays one day, cut down if it breaks)'
	@echo 'make oracle    our EN 16931 findings beside those of the official artefacts'
	@echo 'make e2e       tests on the emulator'
	@echo 'make load      2,000 invoices by every door, 1 in 100 going wrong, all accounted for (LOAD=500)'
	@echo 'make bench     the numbers to hold, as ratios'
	@echo 'make deploy    to AWS (stage=dev)'
	@echo 'make new       a new operation (domain=payables name=hold_invoice)'
	@echo 'make pins      resolve requirements/*.in again'
	@echo 'make clean     remove everything built'

demo: $(VENV) $(ENGINE) $(RIC) $(NODE) $(LAYER)
	KEEP='$(KEEP)' $(PY) -m local.demo

test: $(VENV)
	$(PY) -m pytest -q -m 'not e2e and not slow' --cov --cov-report=term $(ARGS) tests

faults: $(VENV)
	$(if $(seed),$(PY) -m tests.faults $(seed),FAULT_SEEDS=$${FAULT_SEEDS:-1000} $(PY) -m pytest -q \
		-m 'not e2e' --fault-matrix tests/faults/MATRIX.md $(ARGS) tests/faults)

oracle: $(VENV) $(ORACLE)
	$(PY) -m tests.oracle $(ARGS)

# LOAD is how many invoices there are.
load: $(VENV) $(ENGINE) $(RIC) $(NODE) $(LAYER)
	$(PY) -m local.load

e2e: $(VENV) $(ENGINE) $(RIC) $(NODE) $(LAYER) $(FUZZ)
	$(PY) -m pytest -q -m e2e $(ARGS) tests/e2e tests/contract

check: $(VENV) $(SYNTHS)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(B)/venv/bin/cfn-lint --ignore-checks $(CDK_HABITS) --template $(B)/cdk/*/*.template.json
	$(PY) -m infra.publish --check
	$(if $(wildcard tests/gates),$(PY) -m pytest -q tests/gates)
	FAULT_SEEDS=40 $(PY) -m pytest -q tests/faults/test_table.py tests/faults/test_seeds.py

synth: $(SYNTHS)

bench: $(VENV) $(LAYER)
	$(PY) -m tests.benchmarks

# Credentials may come from the machine's metadata here, and only here.
deploy: $(VENV) $(NODE)
	env -u AWS_EC2_METADATA_DISABLED $(CDK) deploy --all --app '$(PY) app.py' -c stage=$(stage) \
		--output $(B)/cdk-deploy/$(stage) --no-notices

new: $(VENV)
	$(PY) -m local.scaffold --domain '$(domain)' --name '$(name)'

pins: $(B)/tools.stamp
	for group in tools lambda dev engine ric oracle fuzz; do \
		$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command 'make pins' \
			requirements/$$group.in --output-file requirements/$$group.txt $(ARGS); \
	done

clean:
	rm -rf $(B) cdk.out .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# Everything that comes from a registry, so that the rest can run without one.
env: $(VENV) $(ENGINE) $(RIC) $(NODE) $(LAYER)

# --- environments: each is made new when its pins change, then left alone ---

$(B)/tools.stamp: requirements/tools.txt
	@test -n '$(BASE_PYTHON)' && '$(BASE_PYTHON)' -c \
		'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'Tieout needs python3 on the PATH, 3.11 or newer, with venv and pip.' >&2; exit 1; }
	@mkdir -p $(B)
	'$(BASE_PYTHON)' -m venv --clear $(B)/tools
	$(B)/tools/bin/python -m pip install --quiet --require-hashes -r requirements/tools.txt
	@touch $@

# $(call make_venv,NAME,GROUP): only wheels, so that no build script of a package ever runs.
define make_venv
$(UV) venv --quiet --clear --python $(B)/tools/bin/python $(B)/$(1)
$(UV) pip sync --quiet --python $(B)/$(1)/bin/python --require-hashes --only-binary :all: \
	requirements/$(2).txt
@touch $@
endef

$(VENV): requirements/dev.txt $(B)/tools.stamp
	@command -v node >/dev/null || { echo 'Tieout needs Node.js 20 or newer (for the CDK).' >&2; exit 1; }
	$(call make_venv,venv,dev)

$(ENGINE): requirements/engine.txt $(B)/tools.stamp
	$(call make_venv,engine,engine)

$(RIC): requirements/ric.txt $(B)/tools.stamp
	$(call make_venv,ric,ric)

$(FUZZ): requirements/fuzz.txt $(B)/tools.stamp
	$(call make_venv,fuzz,fuzz)

$(ORACLE): requirements/oracle.txt $(B)/tools.stamp
	$(call make_venv,oracle,oracle)

# No lock file: it would record the registry's address.
$(NODE):
	@command -v npm >/dev/null || { echo 'Tieout needs npm (it brings the CDK command).' >&2; exit 1; }
	@mkdir -p $(B)/node
	npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts \
		--prefix $(B)/node aws-cdk@$(CDK_VERSION)
	@touch $@

$(LAYER): requirements/lambda.txt $(wildcard infra/bundle/*.py) $(VENV)
	$(PY) -m infra.bundle --target layer --platform host --out $(B)/layer-local
	@touch $@

$(B)/cdk/%.stamp: $(SOURCES) requirements/lambda.txt local/engine/bootstrap \
		local/engine/local_ric.py $(VENV) $(NODE)
	@mkdir -p $(B)/cdk
	$(CDK) synth --quiet --app '$(PY) app.py' -c stage=$* --output $(B)/cdk/$* \
		--no-notices --no-lookups
	@touch $@
