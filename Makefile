# `make run` opens the app, `make test` runs every test and `make quick` those that take no time; all set up what they
# need on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test quick lint tests quick-tests bench messages browser

run: $(VENV)/run.stamp
	$(BIN)/streamlit run Home.py --server.port $(PORT)

# Types are checked beside the tests.
test: $(VENV)/dev.stamp browser
	$(MAKE) --jobs=2 lint tests

# Lint, types and the units that need neither the tests' Hub nor a process of their own and train nothing: two to three
# minutes on two cores.
quick: $(VENV)/dev.stamp
	$(MAKE) --jobs=2 lint quick-tests

# A file's tests stay together, since they share what they opened; the browser's, which take longest, begin.
tests: $(VENV)/dev.stamp
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

quick-tests: $(VENV)/dev.stamp
	$(BIN)/pytest -q -n 2 --dist loadfile -m quick tests/unit

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
	@if [ -x /usr/bin/chromium-headless-shell ] || [ -x /usr/bin/chromium ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && { apt-get install -y -qq chromium-headless-shell || apt-get install -y -qq chromium; }; \
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
