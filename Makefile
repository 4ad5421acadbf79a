# Albumen: three commands do everything.
#   make run                             sets up what is missing, then runs the site (Ctrl-C stops it)
#   make sort PHOTOS=folder OUT=folder   sets up what is missing, then sorts the photos into a folder per person
#   make test                            sets up what is missing, then runs every check and test
# All may be called again at any time; what is in place is not done twice.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# What is imported is compiled then; compiling all that is installed would take as long as installing it. Machines made
# for containers often forbid Python to keep what it compiled: every process would compile everything again, for five
# seconds and more.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(PIP) install -qq --no-compile
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed

.DEFAULT_GOAL := help
.PHONY: help setup sort find doctor test lint lock bench clean

help:
	@sed -n '1,5p' Makefile | sed 's/^# \{0,1\}//'
	@echo "Also: make setup | e2e | story | people-story | people-walk | guide-screens | settings | doctor | find SELFIE=… PHOTOS=… | lint | bench | lock | clean"

setup: $(RUNTIME)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Albumen needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements/build.txt requirements/runtime.txt pyproject.toml | $(VENV)/bin/python
	@echo "Setting up (once; a few minutes) …"
	@$(INSTALL) --require-hashes -r requirements/build.txt
	@$(INSTALL) --require-hashes --no-build-isolation -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	@echo "Setting up the test tools (once) …"
	@$(INSTALL) --require-hashes --no-build-isolation -r requirements/dev.txt
	@touch $@

.PHONY: run settings
run: setup
	@exec $(BIN)/albumen up

settings: setup
	@$(BIN)/python -m albumen.config.documentation > docs/settings.md.new && mv docs/settings.md.new docs/settings.md

sort: setup
	@test -n "$(PHOTOS)" -a -n "$(OUT)" || { echo "Usage: make sort PHOTOS=folder-with-photos OUT=new-folder"; exit 2; }
	@$(BIN)/albumen sort "$(PHOTOS)" --out "$(OUT)" $(ARGS)

find: setup
	@test -n "$(PHOTOS)" -a -n "$(SELFIE)" || { echo "Usage: make find SELFIE=me.jpg PHOTOS=folder-with-photos"; exit 2; }
	@$(BIN)/albumen find "$(SELFIE)" --in "$(PHOTOS)" $(ARGS)

# The whole story over HTTP on a throw-away site; PHOTOS: a folder with a folder of photos for each person.
.PHONY: story people-story people-walk guide-screens
story: $(DEV)
	@$(BIN)/python -m benchmarks.story $(PHOTOS) $(ARGS)

# A personal library and everything that may be said about its people; ARGS=--full takes every person of PHOTOS.
people-story: $(DEV)
	@$(BIN)/python -m benchmarks.people_story $(PHOTOS) $(ARGS)

# The same in a browser, by clicks and keys; wants chromium. ARGS="--full --screens FOLDER" keeps pictures of the pages.
people-walk: $(DEV)
	@$(BIN)/python -m benchmarks.people_walk $(PHOTOS) $(ARGS)

# The screens of docs/guide, of drawn people; wants chromium.
guide-screens: $(DEV)
	@$(BIN)/python scripts/guide_screens.py

doctor: setup
	@$(BIN)/albumen doctor

# Tests that look at pages want chromium (the one without windows, where there is one: it needs a fifth less of the
# processor), those of a scaled site redis-server. Both need root; without them those tests skip and say so.
.PHONY: servers
servers:
	@missing=""; \
	command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 \
		|| missing="$$missing chromium-headless-shell|chromium"; \
	command -v redis-server >/dev/null 2>&1 || missing="$$missing redis-server"; \
	command -v exiftool >/dev/null 2>&1 || missing="$$missing libimage-exiftool-perl"; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing$$missing (once) …"; apt-get update -qq >/dev/null 2>&1; \
		for package in $$missing; do \
			there=""; \
			for one in $$(echo "$$package" | tr '|' ' '); do \
				DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$one >/dev/null 2>&1 \
					&& there=1 && break; \
			done; \
			[ -n "$$there" ] || echo "$$package could not be installed: the tests that need it are skipped"; \
		done; \
	else echo "Not installed, and installing needs root:$$missing. The tests that need them are skipped."; fi

test: $(DEV) servers
	@$(BIN)/python scripts/run_tests.py $(ARGS)

# The browser tests alone; pictures of the pages they saw are left in a folder that is named at the end.
.PHONY: e2e
e2e: $(DEV) servers
	@$(BIN)/python scripts/run_e2e.py $(ARGS)

lint: $(DEV)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

.PHONY: openapi
openapi: $(DEV)
	@$(BIN)/python -m albumen.api.snapshot

lock:
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" requirements/build.in -o requirements/build.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml -c requirements/build.txt -o requirements/runtime.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --extra dev -c requirements/runtime.txt -c requirements/build.txt -o requirements/dev.txt

bench: $(DEV)
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache
