# make demo   grade a sample class from scratch      make test   run the tests
# make check  lint, format and the tests             make bench  compare the ways to grade
# make mutants  mutate the answer key and see that the tests notice
# make oracles  record anew what stock nbgrader gives, with live kernels (see tests/golden/oracles.py)
# make lock   pin requirements.txt anew              make figures  draw the handout's pictures
# make fuzz   hostile input for FUZZ_SECONDS (default 600), FUZZ_EXAMPLES (default 3000) of each kind, 10,000 repairs

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

FUZZ_SECONDS ?= 600
FUZZ_EXAMPLES ?= 3000

.PHONY: demo test check bench fuzz mutants oracles figures lock clean

demo: $(READY)
	$(BIN)/python -m autograder demo

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/python -m tests.bench

fuzz: $(READY)
	@$(BIN)/pip install --quiet --disable-pip-version-check atheris || echo "No atheris for this machine: hypothesis alone."
	@if $(BIN)/python -c 'import atheris' 2>/dev/null; then $(BIN)/python -m tests.fuzz.guided $(FUZZ_SECONDS); fi
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/python -m pytest tests/fuzz

mutants: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check mutmut
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

oracles: $(READY)
	ORACLES=record $(BIN)/python -m pytest -m oracle
	git diff --stat -- tests/golden

figures: $(READY)
	$(BIN)/python source/lista8_figures.py
	$(BIN)/python source/lista8_transformer_figures.py

lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --no-header --python-version 3.11 --extra cluster pyproject.toml -o requirements.txt

clean:
	rm -rf $(VENV) demo build mutants *.egg-info

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	    echo "Install one and name it: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV) || { echo "No venv: install it (Debian: apt install python3-venv)."; exit 2; }
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@
