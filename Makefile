# SPDX-License-Identifier: Apache-2.0
# One build folder and one configuration for everything: the dependencies are compiled once.
CONFIG ?= release
BINARY = .build/$(CONFIG)/orderbell

help: ## print this
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: build ## install what is missing, build, and see it work; Ctrl-C ends it (ARGS="--once")
	$(BINARY) quickstart $(ARGS)

build: ## install what is missing and build orderbell (CONFIG=debug)
	@scripts/setup
	swift build -c $(CONFIG) --product orderbell

test: ## install what is missing, build and run all tests (ARGS="--filter Ledger")
	@scripts/setup test
	swift build -c $(CONFIG) --build-tests
ifdef ARGS
	swift test -c $(CONFIG) --skip-build $(ARGS)
else
	@# In turn: the simulation keeps a core busy, and the last ones run whole programs.
	swift test -c $(CONFIG) --skip-build --skip SimulationTests --skip EndToEndTests
	swift test -c $(CONFIG) --skip-build --filter SimulationTests
	swift test -c $(CONFIG) --skip-build --filter EndToEndTests
endif

bench: build ## full cycles per second beside the broker's own limit
	$(BINARY) bench $(ARGS)

check: ## style
	swift format lint --strict -r Sources Tests

clean: ## remove what was built
	swift package clean

.PHONY: help run build test bench check clean
