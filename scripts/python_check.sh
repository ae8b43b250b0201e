#!/usr/bin/env bash
# What can be said about the Python package without running it: format, lints, and types by two checkers.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh

have_or_skip "ruff, mypy and pyright on the Python package" python3 || exit 0
# The checkers and the newest Django have dropped the oldest Pythons; what they check is what the package promises.
read -r version python < <(pythons | tail -1)
django=$(newest_django "$version")
lists=bindings-python/requirements
venv=$PWD/target/python-check
python_environment "$venv" "$python" $lists/check.txt $lists/tests.txt "$lists/django-$django.txt"

# Django's plugin for mypy loads the project, and with it our native module.
build_python_for_development

# check FOLDER CACHE WHAT...: each by the pyproject.toml in FOLDER.
check() {
  local folder=$1 cache=$PWD/target/mypy-$2
  shift 2
  step "$folder: ruff"
  "$venv/bin/ruff" check --quiet --no-cache "$folder"
  "$venv/bin/ruff" format --quiet --no-cache --check "$folder"
  step "$folder: mypy --strict, with Django $django's types"
  (cd "$folder" && PYTHONPATH=$python_folder "$venv/bin/mypy" --cache-dir "$cache" "$@")
  step "$folder: pyright"
  if have_or_skip "pyright" node npm; then
    "$venv/bin/pyright" --project "$folder" --pythonpath "$venv/bin/python" --warnings
  fi
}
check bindings-python package python examples benches
check examples/django-shop shop .
