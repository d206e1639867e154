# One entrance. Each target is a line, or a short script in scripts/.
# `make unit ARGS="-k outbox"` hands ARGS to pytest.

.DEFAULT_GOAL := help
.PHONY: help run test check format unit js integration browser chaos chaos-quick deploy mutants soak bench messages types
stage := @scripts/stage

help: ## these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the server, on HOST (127.0.0.1) and PORT (8000)
	@scripts/run

test: ## everything up to `deploy`, installing what it needs
	@scripts/test

check: ## lint, format and types, of Python and JavaScript
	$(stage) 60 $@ node -- scripts/check

unit: ## Python without browser and servers: the inner loop
	$(stage) 30 $@ node -- pytest tests/unit -n 2 -m "not full" $(ARGS)

js: ## the client under Node
	$(stage) 30 $@ node -- npm test --silent

integration: ## on a real PostgreSQL and Redis-protocol server
	$(stage) 60 $@ node postgres -- pytest tests/integration -n 2 --dist loadfile $(ARGS)

browser: ## people in Chromium
	$(stage) 170 $@ chromium nginx -- pytest tests/browser -n 2 --dist loadfile --no-loadscope-reorder -m "not full" $(ARGS)

chaos-quick: ## the history checker and fault injector, as long as `make test` has time for
	$(stage) 110 $@ node postgres -- scripts/chaos-quick $(ARGS)

deploy: ## from a fresh clone to a running server
	$(stage) 90 $@ node postgres -- pytest tests/deploy -n 2 --dist loadfile -m "not full" $(ARGS)

chaos: ## all of that at full length (not in `make test`); SEED=… MINUTES=…: the machine alone
	$(stage) 3600 $@ node postgres chromium firefox -- scripts/chaos $(ARGS)

mutants: ## each cure taken out, ten times each a test that notices: docs/mutants.md
	$(stage) 900 $@ node postgres -- python -m scripts.mutants $(ARGS)

soak: ## an hour of ordinary life in which nothing may grow; MINUTES=… shortens it
	$(stage) 4200 $@ postgres -- python -m tests.chaos.soak --minutes $(or $(MINUTES),60)

bench: ## CPU per delivery beside the Channels tutorial's way and Socket.IO; SMOKE=1 for a short run
	$(stage) 600 $@ node -- python -m benchmarks

messages: ## collect the texts to translate into locale/, and compile what is translated
	@scripts/venv requirements-dev.txt
	@.venv/bin/python scripts/messages.py

types: ## the declarations of static/lifeline for TypeScript, from its JSDoc
	$(stage) 60 $@ node -- npm run --silent types

format: ## Python as ruff has it
	@scripts/venv requirements-dev.txt
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
