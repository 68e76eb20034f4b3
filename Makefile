# `make build` compiles specs/ into out/; `make test` checks everything there is to check. Both install what they need
# into .venv/ and .tools/, from a bare machine with python3 (3.11 or later), make and git.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help build test fast lint tools mutants clean

BIN := .venv/bin
INSTALLED := .venv/installed
# Tests of one file stay together, because they share what is costly to make. Those with real servers wait more than they
# work, so that more of them run at a time than there are cores. `make test PARALLEL= WAITING=` runs one at a time.
PARALLEL := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
WAITING := --numprocesses=3 --dist=loadfile --no-loadscope-reorder
TOOLS := export PYTHON=$(BIN)/python; scripts/install-tools --old && scripts/install-exporters && scripts/install-browser

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

build: $(INSTALLED) ## compile specs/ into out/
	$(BIN)/monitorgen build

# Coverage is that of the tests that take seconds: what is measured runs three times as long, and the slow ones play the
# same code at length. In CI a missing tool fails the tests that need it; elsewhere they are skipped, loudly.
test: $(INSTALLED) ## lint, types, import contracts, all tests with coverage of branches
	$(TOOLS) || test -z "$$CI"
	$(MAKE) lint
	$(BIN)/pytest $(PARALLEL) -m "not slow and not live" --cov --cov-report=term
	$(BIN)/pytest $(PARALLEL) -m "slow and not live"
	$(BIN)/pytest $(WAITING) -m live

fast: $(INSTALLED) ## the tests that take seconds
	$(BIN)/pytest $(PARALLEL) -q -m "not slow and not live"

lint: $(INSTALLED) ## style, types, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

tools: $(INSTALLED) ## promtool, prometheus, amtool, alertmanager, what live tests watch, a browser, into .tools/
	$(TOOLS)

mutants: $(INSTALLED) ## change the generated rules and routes one at a time: which changes do the generated tests notice?
	scripts/mutation-run

clean: ## remove what can be made again, but for the downloads in .tools/
	rm -rf .venv .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist

$(INSTALLED): pyproject.toml constraints.txt scripts/make-venv
	scripts/make-venv
