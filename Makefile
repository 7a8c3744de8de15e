# The jobs of this project. `make demo` shows it, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin

# Where this is set, each of the tests' many processes would compile our sources again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test setup dev-setup debian lock soak bench clean

# The installed environment is newer than what it was made from.
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nianbao needs Python 3.11 or later; say make PYTHON=…")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-dev.lock
	touch $@

setup: .venv/installed

dev-setup: .venv/installed-dev

# Crawl the bundled world into demo/archive; the second time it is the world's second night.
demo: setup
	$(BIN)/python fixtures/portals/demo.py

test: dev-setup debian
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@# What a file sets up, it sets up once. Three, since one or two of them wait (tests/conftest.py).
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

# Programs that some tests need. Where they may not be installed, those tests skip and say so.
debian:
	tests/debian.sh

soak: dev-setup debian
	$(BIN)/python -m pytest -m soak

lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-annotate --extra all pyproject.toml -o requirements-all.lock
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-annotate --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv demo
