# `make` or `make help` lists the targets. Nothing here needs to be installed beforehand but
# Python 3.11 or later, git and make; what is missing is installed, and said.
.DEFAULT_GOAL := help
.PHONY: help build test test-long fuzz check bench paper lock sbom clean

READY := requirements.txt requirements-test.txt pyproject.toml scripts/setup

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | awk -F ':.*  ## ' '{printf "  make %-10s %s\n", $$1, $$2}'

build: .venv/.build-is-ready  ## build every course in content/ into output/
	@.venv/bin/study build

test: .venv/.test-is-ready  ## check types and style, and run the tests
	@.venv/bin/ruff check . && .venv/bin/ruff format --check --quiet . && .venv/bin/mypy
	@.venv/bin/pytest -n 2 --dist loadfile -m "not long"

test-long: .venv/.test-is-ready  ## run the tests that take minutes: kills, saves and inputs by the hundred
	@.venv/bin/pytest -n 2 --dist load -m long

fuzz: .venv/.test-is-ready  ## try mutated documents on every reader (ARGS="--seconds 600 --only study --seed 3")
	@.venv/bin/python -m tests.fuzz $(ARGS)

check: .venv/.build-is-ready  ## say what is found in content/, and build nothing
	@.venv/bin/study check

bench: .venv/.build-is-ready .venv-bench/.is-ready  ## measure beside Typst and Chromium (ARGS="--rows cold --sizes 1")
	@.venv/bin/python -m bench $(ARGS)

paper: .venv/.build-is-ready  ## count the sheets a course costs, before and after (ARGS="--before FOLDER --after FOLDER")
	@.venv/bin/python -m bench.paper $(ARGS)

lock:  ## renew the locked versions (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --group build --output-file requirements.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --group build --group test --constraint requirements.txt \
		--output-file requirements-test.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --group pyproject.toml:bench --output-file requirements-bench.txt

sbom:  ## print a bill of materials of the locked packages (CycloneDX)
	@scripts/sbom

clean:  ## remove the environment and what was built
	rm -rf .venv .venv-bench build output/*/

.venv/.build-is-ready: $(READY)
	@scripts/setup build

.venv/.test-is-ready: $(READY)
	@scripts/setup test
	@touch .venv/.build-is-ready

.venv-bench/.is-ready: requirements-bench.txt
	@echo "Making an environment for the benchmark in .venv-bench"
	@$(or $(PYTHON),python3) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
