# `make run` opens the app and `make test` runs every test; both set up all they need on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test lint bench messages browser

run: $(VENV)/run.stamp
	$(BIN)/streamlit run Home.py --server.port $(PORT)

test: $(VENV)/dev.stamp lint browser
	$(BIN)/pytest

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks

# Collects the texts of the code into the catalogue; what is new there waits for its translation.
messages: $(VENV)/dev.stamp
	$(BIN)/pybabel -q extract -F babel.cfg -k _ -k N_ -k ngettext:1,2 --no-location --sort-output --omit-header -w 120 -o locales/miralab.pot .
	$(BIN)/pybabel -q update -D miralab -i locales/miralab.pot -d locales -l es --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 120

# The browser of the browser tests: Debian's where we may install it, Playwright's own elsewhere.
browser: $(VENV)/dev.stamp
	@if [ -x /usr/bin/chromium ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium; \
	else $(BIN)/playwright install chromium; fi

# Debian splits off ensurepip, with which venv puts pip into an environment; there, the pip outside can do it. Only the
# stamp says that an environment is finished: making it may have been interrupted.
$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("MiraLab needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV) >/dev/null \
		|| { $(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; } \
		|| { echo "$(PYTHON) can make no virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	touch $@

$(VENV)/run.stamp: requirements.txt | $(VENV)/venv.stamp
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(VENV)/venv.stamp
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp
