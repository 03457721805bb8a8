# The usual targets around scripts/, for those who have make. The scripts need none.

.DEFAULT_GOAL := help
.PHONY: help demo test build lint format crash-test bench bench-search bench-ingest oracle-test relevance verify-corpus check-deploy

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r target text; do printf '%-20s %s\n' "$$target" "$$text"; done

demo: ## build, start a server, load the seed articles, search them in four languages
	scripts/demo

test: ## style checks and all tests
	scripts/test

build: ## the four commands as users run them (release)
	scripts/build

lint: ## style checks alone
	scripts/lint

format: ## reformat the Swift code
	scripts/lint --fix

crash-test: build ## kill -9 of server and workers under load; ROUNDS=100, SEED=… to repeat a run
	scripts/crash-test --rounds $(or $(ROUNDS),100) $(if $(SEED),--seed $(SEED))

bench: build ## indexing and search figures; CORPUS=… QUERIES=…, else a generated corpus
	scripts/bench $(if $(CORPUS),--corpus '$(CORPUS)') $(if $(QUERIES),--queries '$(QUERIES)')

bench-search: build ## the half about searches
	scripts/bench --only search $(if $(CORPUS),--corpus '$(CORPUS)') $(if $(QUERIES),--queries '$(QUERIES)')

bench-ingest: build ## the half about indexing
	scripts/bench --only ingest $(if $(CORPUS),--corpus '$(CORPUS)') $(if $(QUERIES),--queries '$(QUERIES)')

oracle-test: ## random queries against the plain evaluator; SEEDS=16700 is a million, in some 20 minutes
	KHABAR_ORACLE_SEEDS=$(or $(SEEDS),200) swift test -c release -Xswiftc -enable-testing --filter OracleTests

relevance: build ## quality of search, language identification and copy detection on the collections in DATA=…
	scripts/relevance '$(DATA)'

verify-corpus: build ## load CORPUS=… from two workers and check that nothing is missing or changed
	scripts/verify-corpus '$(CORPUS)'

check-deploy: ## static checks of deploy/
	scripts/check-deploy
