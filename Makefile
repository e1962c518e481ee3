# Two commands for a fresh machine: `make demo` runs the main job on a small office, `make test` passes every check.
VENV := .venv
BIN := $(VENV)/bin
OFFICE ?= crmbridge-demo

.PHONY: demo test check format lock clean bench

demo: $(VENV)/.ready
	$(BIN)/crmbridge demo $(OFFICE)

test: check
	$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered --cov-fail-under=90
	$(BIN)/python -m pytest -m slow

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.ready
	$(BIN)/python -m tests.benchmarks.bench_sync
	$(BIN)/python -m tests.benchmarks.bench_ocr

lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header -o requirements.lock

clean:
	rm -rf $(VENV) $(OFFICE) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*

$(VENV)/.ready: requirements.lock pyproject.toml .ci/setup
	sh .ci/setup $(VENV)
