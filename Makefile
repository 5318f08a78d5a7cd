PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PARTIAL := $(VENV)/.partial
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
UV_OPTIONS := --quiet --link-mode copy --compile-bytecode --python $(BIN)/python

FUZZ_SECONDS ?= 600
FUZZ_EXAMPLES ?= 3000

.PHONY: help setup demo test lint check bench fuzz mutants oracles figures house lock clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 17

setup: $(READY)  ## install everything into .venv (make PYTHON=python3.12 names a Python)

demo: $(READY)  ## grade a sample class from scratch in demo/
	@$(BIN)/python -m autograder demo

test: $(READY)  ## run the tests
	$(BIN)/python -m pytest

lint: $(READY)  ## lint, format, types, and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

check: lint test  ## what CI runs: lint, then the tests

bench: $(READY)  ## compare the ways to grade
	$(BIN)/python -m tests.bench

fuzz: $(READY)  ## hostile input for FUZZ_SECONDS (600), FUZZ_EXAMPLES (3000) of each kind, 10,000 repairs
	@$(PIP) install atheris || echo "No atheris for this machine: hypothesis alone."
	@if $(BIN)/python -c 'import atheris' 2>/dev/null; then $(BIN)/python -m tests.fuzz.guided $(FUZZ_SECONDS); fi
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/python -m pytest tests/fuzz

mutants: $(READY)  ## mutate the answer key and see that the tests notice
	$(PIP) install mutmut
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

oracles: $(READY)  ## record anew what stock nbgrader gives, with live kernels (tests/golden/oracles.py)
	ORACLES=record $(BIN)/python -m pytest -m oracle
	git diff --stat -- tests/golden

figures: $(READY)  ## draw the handouts' pictures
	$(BIN)/python source/lista8_figures.py
	$(BIN)/python source/lista8_transformer_figures.py

house: $(READY)  ## draw the house in docs/architecture.md anew
	$(BIN)/python docs/draw_house.py

lock: $(READY)  ## pin requirements.txt anew from pyproject.toml
	$(PIP) install uv
	$(BIN)/uv pip compile --quiet --universal --custom-compile-command "make lock" --python-version 3.11 --all-extras \
	  pyproject.toml -o requirements.txt

clean:  ## remove .venv, demo/ and what was built
	rm -rf $(VENV) demo build mutants *.egg-info

# A set-up that was interrupted leaves $(PARTIAL), and the next one starts from nothing. uv takes 20 s where pip takes 60;
# both compile what they install: behind the fence nothing could be kept, and each run would compile it again.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	    echo "Install one and name it: make setup PYTHON=python3.12"; exit 2; }
	@echo "Setting up $(VENV)..."
	@[ ! -e $(PARTIAL) ] || rm -rf $(VENV)/lib $(VENV)
	@rm -f $@
	@$(PYTHON) -m venv $(VENV) || { echo "No venv: install it (Debian: apt install python3-venv)."; exit 2; }
	@touch $(PARTIAL)
	@uv=$$(command -v uv || { $(PIP) install uv >/dev/null 2>&1 && echo $(BIN)/uv; }); \
	{ [ "$$uv" ] && $$uv pip install $(UV_OPTIONS) -r requirements.txt 2>/dev/null; } || \
	  $(PIP) install -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mv $(PARTIAL) $@
