# Two commands from a fresh clone: `make demo` and `make test`. Everything goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What needs no server: rules of the domain, of the protocols, of the code itself.
QUICK_TESTS := tests/test_rings.py tests/test_helpers.py tests/test_fidelity.py \
	tests/domain tests/protocol tests/templates tests/operations

ON_ALL_CORES := --quiet --numprocesses=auto --dist=worksteal

# Tests start many processes: those need not compile the package each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check lint types docs rooms specs words lock sbom audit-dependencies vendor fuzz bench bench-quick bench-team wheel clean

help:
	@echo "make demo    set up and show a human loop from start to output.json"
	@echo "make test    set up and run every test"
	@echo "make check   lint, types, rings and the quick tests: a minute"
	@echo "make lint    ruff: rules and format     make types   mypy --strict"
	@echo "make docs    the site of docs/ into build/docs, warnings are errors"
	@echo "make rooms   the rooms of the package, the arrows between them, the sizes of what is in them"
	@echo "make specs   trim the service models of the installed botocore into specs/models"
	@echo "make words   collect the words of portal and console, compile their translations"
	@echo "make lock    the versions and digests of what the container image is made of"
	@echo "make sbom    the list of those parts, as CycloneDX, into build/sbom.cdx.json"
	@echo "make audit-dependencies   ask an advisory service about them"
	@echo "make vendor  fetch the vendored front-end libraries again"
	@echo "make fuzz    a long fuzz run            make bench   the benchmarks, 10 minutes"

$(BIN)/a2i-emulator: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(BIN)/a2i-emulator
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

$(VENV)/.tools: $(VENV)/.dev scripts/install_test_tools.py tests/support/browser.py \
		tests/clients/environments.py tests/clients/js/package-lock.json \
		tests/support/oidc/package-lock.json
	$(BIN)/python -m scripts.install_test_tools
	@touch $@

demo: $(BIN)/a2i-emulator
	@$(BIN)/a2i-emulator demo

test: $(VENV)/.tools
	$(BIN)/python -m pytest $(ON_ALL_CORES) $(ARGS)

check: lint types
	$(BIN)/python -m pytest $(ON_ALL_CORES) $(ARGS) $(QUICK_TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy emulator/a2i_emulator tests benchmarks scripts docs/generators

docs: $(VENV)/.dev
	$(BIN)/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going -d build/doctrees docs build/docs

rooms: $(VENV)/.dev
	@$(BIN)/python scripts/rooms.py

specs: $(VENV)/.dev
	$(BIN)/python scripts/make_specs.py
	$(BIN)/python scripts/make_state_schema.py

words: $(VENV)/.dev
	$(BIN)/python scripts/make_words.py

lock: $(VENV)/.dev
	$(BIN)/python -m scripts.lock $(ARGS)

sbom: $(VENV)/.dev
	@mkdir -p build
	$(BIN)/uv run --quiet --isolated --no-project --with-requirements requirements-build.lock \
		cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-format JSON --output-reproducible --output-file build/sbom.cdx.json

audit-dependencies: $(VENV)/.dev
	$(BIN)/python -m scripts.audit_dependencies

vendor: $(VENV)/.dev
	$(BIN)/python scripts/vendor.py

fuzz: $(VENV)/.dev
	A2I_FUZZ_EXAMPLES=20000 $(BIN)/python -m pytest -k fuzz $(ARGS)
	A2I_FUZZ_EXAMPLES=500 $(BIN)/python -m pytest -k "no_actions_lead_out or code_points" $(ARGS) tests/crowd

bench: $(VENV)/.tools
	$(BIN)/python -m benchmarks $(ARGS)

bench-quick: $(VENV)/.tools
	$(BIN)/python -m benchmarks --quick

bench-team: $(VENV)/.tools
	$(BIN)/python -m benchmarks team

wheel: $(VENV)/.dev
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) tests/clients/js/node_modules \
		tests/support/oidc/node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
