# make demo   install into .venv, build the graph of examples/texts, ask it a question, draw it
# make test   install with the development tools and run the tests
# make clean  remove what the two made
#
# Needs Python 3.11 or newer; choose one with `make demo PYTHON=python3.12`.

PYTHON ?= python3
VENV := .venv
STORE := demo/innograph.kg
DRAWING := demo/graph.html
QUERY := MATCH (c:Institution)-[r:INVESTS_IN]->(i:Institution) RETURN c.name AS investor, i.name AS company, r.sentences AS sentences ORDER BY investor, company

.PHONY: demo test clean

demo: export COLUMNS ?= 140
demo: $(VENV)/installed
	@mkdir -p demo
	$(VENV)/bin/innograph build examples/texts --store $(STORE) --table
	$(VENV)/bin/innograph query "$(QUERY)" --store $(STORE) --table
	$(VENV)/bin/innograph draw --store $(STORE) --output $(DRAWING)

test: $(VENV)/installed-for-development
	$(VENV)/bin/python -m pytest $(PYTEST_OPTIONS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "innograph needs Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-for-development: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) demo
