# Needs Python 3.11 or newer with pip, and make. Everything else is fetched into .venv, by hash.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST_WORKERS ?= auto
WINDOWS := build/windows
DIST := dist
FROZEN_LINUX := build/frozen/linux
SEEDS ?= 1-1700
KILLS ?= 300
IDLE ?= 1800

.PHONY: help demo test test-windows test-packages package package-windows package-linux sbom frozen-windows frozen-linux simulate soak hostile load matrix corpus score bench foreign lint format lock samples icons policies texts clean

help:
	@echo "make demo    the main job on a built-in simulator"
	@echo "make test    lint, types, layers and all tests"
	@echo "make package packages for Windows and Linux into dist/: MSI, set-up, .deb, list of contents, checksums"
	@echo "make test-windows    the tests on Windows' own calls, and the packaged program, under Wine"
	@echo "make test-packages   the packages as IT uses them: installed, upgraded, removed"
	@echo "make simulate SEEDS=1-1700    the whole agent in a world of faults, a hundred thousand receipts"
	@echo "make soak KILLS=300    the real agent, its service and its network, cut off again and again: many minutes"
	@echo "make hostile names, documents and answers at their worst, and how many were tried"
	@echo "make load    20,000 files at once, and 100,000 in done/: what they cost in time and memory"
	@echo "make matrix  the tests of the fault matrix, and how many of its rows are green"
	@echo "make corpus  print, convert and scan anew the documents that the number's reader is scored on"
	@echo "make score   that reader's right and wrong answers, by who made the documents"
	@echo "make bench   what all of it costs, beside inotifywait + curl, watchdog + requests and curl -Z; three quarters of an hour"
	@echo "make foreign PDFs that nobody here wrote, from the sources of PDF libraries: 0.3 GB are fetched"
	@echo "make lint    ruff, mypy and the layers alone"
	@echo "make format  put the code into shape"
	@echo "make lock    renew requirements.txt and requirements-dev.txt from pyproject.toml"
	@echo "make icons   draw the icons anew"
	@echo "make policies   write the templates for group policies anew"
	@echo "make texts   collect the messages for the translator, and compile the catalogues"
	@echo "make samples draw the sample receipts anew"

demo: $(VENV)/.run
	@$(BIN)/python -m branchagent demo --headless

test: lint
	@sh tests/system_packages.sh
	@sh tests/tray/gi/install.sh
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) -m "not at_length"

simulate: $(VENV)/.dev
	$(BIN)/python -m tests.simulation $(SEEDS) --jobs $$(nproc)

soak: $(VENV)/.dev
	@sh tests/system_packages.sh
	KILLS=$(KILLS) $(BIN)/python -m pytest -s -q tests/kills

hostile: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n $(PYTEST_WORKERS) tests/hostile

load: $(VENV)/.dev
	$(BIN)/python -m tests.load

matrix: $(VENV)/.dev
	@sh tests/system_packages.sh
	$(BIN)/python -m tests.matrix --run $(PYTEST_WORKERS)

corpus: build/corpus/.made
	build/corpus/bin/python -m tests.corpus.make

build/corpus/.made: tests/corpus/make/requirements.txt
	$(PYTHON) -m venv build/corpus
	build/corpus/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

bench: $(VENV)/.dev
	@sh tests/system_packages.sh
	@sh tests/tray/gi/install.sh
	@sh tests/bench/peers/install.sh
	$(BIN)/python -m tests.bench --idle $(IDLE)

foreign: $(VENV)/.dev
	$(BIN)/python -m tests.foreign

score: $(VENV)/.dev
	$(BIN)/python -m tests.corpus

test-windows: $(WINDOWS)/.made frozen-windows
	$(BIN)/python -m tests.wine.suite $(WINDOWS)
	$(BIN)/python -m pytest tests/wine

test-packages: $(WINDOWS)/.made frozen-windows
	$(BIN)/python -m pytest tests/packaging

package: package-windows package-linux sbom

package-linux: frozen-linux
	$(BIN)/python -m installer.linux.make_deb $(FROZEN_LINUX)/branchagent $(DIST)

sbom: frozen-linux
	$(BIN)/python -m installer.sbom $(FROZEN_LINUX)/branchagent $(DIST)
	$(BIN)/python -m installer.sums $(DIST)

# Without PyGObject, which is built here, the packaged program would have no icon.
frozen-linux: $(VENV)/.dev
	@sh tests/tray/gi/install.sh && $(BIN)/python -c "import gi"
	$(BIN)/python -m installer.freezing.freeze $(FROZEN_LINUX)

package-windows: frozen-windows
	$(BIN)/python -m installer.windows.make_msi build/frozen/windows/branchagent $(DIST)
	$(BIN)/python -m installer.windows.make_setup build/frozen/windows/branchagent $(DIST)

frozen-windows: $(WINDOWS)/.made
	$(BIN)/python -m tests.wine.freezing $(WINDOWS) build/frozen/windows

$(WINDOWS)/.made: requirements-dev.txt $(wildcard tests/wine/*.py) | $(VENV)/.dev
	@sh tests/wine/system_packages.sh
	$(BIN)/python -m tests.wine.making $(WINDOWS) requirements-dev.txt
	@touch $@

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

samples: $(VENV)/.dev
	$(BIN)/python assets/make_samples.py

icons: $(VENV)/.dev
	$(BIN)/python assets/make_icons.py

policies: $(VENV)/.dev
	$(BIN)/python installer/policies/make_policies.py

texts: $(VENV)/.dev
	@mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -k "N_ gettext ngettext:1,2" --no-location --sort-output \
	    --project=branchagent -o build/branchagent.pot .
	$(BIN)/pybabel -q update -D branchagent -d branchagent/locale -i build/branchagent.pot --no-fuzzy-matching \
	    --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -D branchagent -d branchagent/locale

lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements.txt
	build/lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q \
	    -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Debian leaves venv out of its python3 package; virtualenv from pip stands in for it there.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	    $(PYTHON) -m pip install --quiet --user --break-system-packages virtualenv || \
	    $(PYTHON) -m pip install --quiet --user virtualenv; $(PYTHON) -m virtualenv --quiet $(VENV); }

$(VENV)/.run: requirements.txt | $(BIN)/python
	@test -e $(VENV)/.dev || $(PIP) --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	@$(PIP) --require-hashes -r requirements-dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@
