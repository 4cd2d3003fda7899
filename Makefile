# Every command in short. `make setup` first.

.PHONY: setup run test fast gates types density check

setup:
	python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.txt

run:
	.venv/bin/streamlit run app.py

test:
	.venv/bin/python -m pytest -q -n 2

fast:
	.venv/bin/python -m pytest -q -n 2 -m "not slow and not browser and not corpus"

gates:
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy

types:
	.venv/bin/mypy

density:
	.venv/bin/python tests/density.py

check:
	.venv/bin/python -m ofsted check
