# `make` alone shows what there is. Everything runs in .venv, which every target makes when needed.
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory
VENV := .venv/bin
SETUP := @deploy/local/setup.sh
DATA ?= .postloan
# Arguments for pytest, for example: make test ARGS="-k ledger"
ARGS ?=
# How many runs of the simulation: make simulate SEEDS=500
SEEDS ?= 10000

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: ## Start everything with the demo book; stays up until Ctrl-C, a second run goes on with its data
	$(SETUP) local
	@exec $(VENV)/postloan up --demo --data $(DATA)

.PHONY: demo
demo: ## Take the demo book through the whole system, print the summary, stop
	$(SETUP) local
	@exec $(VENV)/postloan demo --data $(DATA)

.PHONY: story
story: ## Play one loan's whole life through six services, day by day, and leave nothing behind
	$(SETUP) local
	@exec $(VENV)/postloan play --temporary $(ARGS)

.PHONY: setup
setup: ## Make .venv with every package of the locks (the other targets do it by themselves)
	$(SETUP) dev

.PHONY: test
test: ## Run every test, two at a time, on real Kafka and PostgreSQL
	$(SETUP) dev
	@exec $(VENV)/python -m pytest --numprocesses 2 $(ARGS)

.PHONY: unit
unit: ## Run the quick tests, which need no server
	$(SETUP) dev
	@exec $(VENV)/python -m pytest tests/unit $(ARGS)

.PHONY: faults
faults: ## Do to it what can go wrong, compare with a calm run, renew docs/faults.md; DEEP=1 does more of it
	$(SETUP) dev
	@ended=0; FAULTS=$(if $(DEEP),deep,all) $(VENV)/python -m pytest tests/faults --numprocesses 4 --maxschedchunk 1 --durations 25 $(ARGS) || ended=$$?; \
	$(VENV)/python -m tests.faults.table && exit $$ended

.PHONY: simulate
simulate: ## Run services on a seeded loop with every trouble: SEEDS=10000, or one of them: SEED=123
	$(SETUP) dev
	@exec $(VENV)/python -m tests.simulation $(if $(SEED),--seed $(SEED),--seeds $(SEEDS)) $(ARGS)

.PHONY: bench
bench: ## Measure, and renew the table in docs/benchmarks.md
	$(SETUP) dev
	@exec $(VENV)/python -m pytest tests/bench -m bench -s --timeout 3600 $(ARGS)

.PHONY: schemas
schemas: ## Renew the JSON Schemas and the AsyncAPI document from the contract's models
	$(SETUP) dev
	@exec $(VENV)/python -m contracts.export

.PHONY: check
check: ## Format, lint, types, architecture, generated files: what a commit must pass
	$(SETUP) dev
	@$(VENV)/ruff format --quiet --check .
	@$(VENV)/ruff check --quiet .
	@$(VENV)/mypy --no-error-summary
	@$(VENV)/python -m contracts.export --check
	@exec $(VENV)/python -m pytest --quiet --no-header tests/architecture

.PHONY: lock
lock: ## For maintainers: renew requirements/*.txt from pyproject.toml, and the lock of Kafka's jars
	$(SETUP) dev
	@exec deploy/local/lock.sh $(ARGS)

.PHONY: secrets
secrets: ## Make the passwords that docker-compose.yml needs, once, below .postloan/compose
	$(SETUP) local
	@exec $(VENV)/python -m deploy.docker.secrets

.PHONY: clean
clean: ## Remove the data, downloads and packages that the other targets made
	@rm -rf .postloan .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build postloan.egg-info
