# Two commands for a fresh machine with Python 3.11 or later: `make serve` and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
TEST_STAMP := $(VENV)/installed-for-tests

.PHONY: serve test check format reference bench bench-full figures clean

serve: $(STAMP)
	$(BIN)/bilat serve

test: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

check: $(STAMP)
	$(BIN)/bilat check

format: $(TEST_STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/bilat format

reference: $(STAMP)
	$(BIN)/python docs/make_reference.py

# All benchmarks in a quarter of an hour: figures as JSON, a page, tables in the README. `make bench-full` takes hours.
bench: $(TEST_STAMP)
	$(BIN)/python benchmarks/run.py $(ARGS)

bench-full: $(TEST_STAMP)
	$(BIN)/python benchmarks/run.py --full $(ARGS)

# The page and the tables again, from the figures that are there.
figures: $(TEST_STAMP)
	$(BIN)/python benchmarks/run.py --render

clean:
	rm -rf $(VENV) release dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "bilat needs Python 3.11 or later; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(TEST_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	sh tests/install.sh
	touch $(STAMP) $@
