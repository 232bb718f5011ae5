# Everything a newcomer needs; a virtual environment in .venv is made and kept up to date by itself.
PYTHON ?= python3
PORT ?= 5000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test fuzz check match-rate lock clean help

help:
	@echo "make run    start the service on http://localhost:$(PORT) (PORT=... for another port)"
	@echo "make test   the checks, and every test that needs no system package"
	@echo "make check  the library, the types and the style alone"
	@echo "make fuzz   the long rounds: 100,000 damaged resources through every reader"
	@echo "make match-rate  how often hand-written charts are matched to the right scenario"
	@echo "make lock   pin the requirements anew (needs uv)"
	@echo "make clean  remove $(VENV) and what the tools keep"

run: $(VENV)/runtime
	@$(BIN)/python -m cds_service serve --host $(HOST) --port $(PORT)

test: check
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile
	@echo "skipped where absent: the browser tests without Chromium (IMAGING_CDS_CHROMIUM names one), those on PostgreSQL without its server, the tests over published fixtures without their folder (IMAGING_CDS_FIXTURES names it)"

fuzz: $(VENV)/dev
	@$(BIN)/python -m pytest -m slow

check: $(VENV)/dev
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -m cds_service library check

match-rate: $(VENV)/dev
	@$(BIN)/python -m benchmarks.matching

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: requirements.txt $(VENV)/bin/python
	@echo "preparing $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/bin/python
	@echo "preparing $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/runtime
