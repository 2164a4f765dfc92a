# `make demo`: install, run every validation case and write report/index.html.
# `make test`: install and run the whole test suite; after 45 minutes (MINUTES=…) it begins no more slow tests and says so.
# `make docs`: install and build the documentation into site/index.html.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
MINUTES ?= 45
DEADLINE := $(shell echo $$(( $$(date +%s) + 60 * $(MINUTES) )))
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal -q -rs --deadline $(DEADLINE)
QUICK := --xla_backend_optimization_level=0 --xla_cpu_use_fusion_emitters=false

.PHONY: demo test fast docs bench clean

demo: $(STAMP)
	$(BIN)/python -m validation run --report report

# numbers are tested as users compile them; what .mod files, scripts and examples mean, and the many channels and
# integrators, with programs that compile in half the time
MANY := tests/braincell/channel tests/braincell/quad/test_integrators.py
fast: PYTEST += -m "not slow"
test fast: $(STAMP)
	$(PYTEST) tests/braincell tests/validation $(MANY:%=--ignore=%)
	XLA_FLAGS="$(QUICK)" $(PYTEST) $(MANY) tests/nmodl_import tests/hoc_compat tests/test_*.py

docs: $(STAMP)
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs site

bench: $(STAMP)
	$(BIN)/python -m validation.benchmarks.hh_cable

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python >= 3.11 is needed; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e '.[test]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) report site build *.egg-info
