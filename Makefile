# Two commands from a fresh clone: `make demo` and `make test`. Everything goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Apart: a browser's driver keeps an event loop in its process, and other tests begin their own.
BROWSER_TESTS := tests/crowd tests/pages tests/preview

# Tests start many processes: those need not compile the package each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint types docs specs vendor fuzz bench bench-quick wheel clean

help:
	@echo "make demo    set up and show a human loop from start to output.json"
	@echo "make test    set up and run every test"
	@echo "make lint    ruff: rules and format     make types   mypy --strict"
	@echo "make docs    the site of docs/ into build/docs, warnings are errors"
	@echo "make specs   trim the service models of the installed botocore into specs/models"
	@echo "make vendor  fetch the vendored front-end libraries again"
	@echo "make fuzz    a long fuzz run            make bench   the benchmarks, 10 minutes"

$(BIN)/a2i-emulator: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(BIN)/a2i-emulator
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

$(VENV)/.tools: $(VENV)/.dev scripts/install_test_tools.py \
		tests/clients/environments.py tests/clients/js/package-lock.json
	$(BIN)/python scripts/install_test_tools.py
	@touch $@

demo: $(BIN)/a2i-emulator
	@$(BIN)/a2i-emulator demo

test: $(VENV)/.tools
	$(BIN)/python -m pytest $(ARGS) $(addprefix --ignore=,$(BROWSER_TESTS))
	$(BIN)/python -m pytest $(ARGS) $(BROWSER_TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy emulator/a2i_emulator tests benchmarks scripts docs/generators

docs: $(VENV)/.dev
	$(BIN)/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going -d build/doctrees docs build/docs

specs: $(VENV)/.dev
	$(BIN)/python scripts/make_specs.py
	$(BIN)/python scripts/make_state_schema.py

vendor: $(VENV)/.dev
	$(BIN)/python scripts/vendor.py

fuzz: $(VENV)/.dev
	A2I_FUZZ_EXAMPLES=20000 $(BIN)/python -m pytest -k fuzz $(ARGS)

bench: $(VENV)/.tools
	$(BIN)/python -m benchmarks $(ARGS)

bench-quick: $(VENV)/.tools
	$(BIN)/python -m benchmarks --quick

wheel: $(VENV)/.dev
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) tests/clients/js/node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
