#!/usr/bin/env bash
# What can be said about the Python package without running it: format, lints, and types by two checkers.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh

have_or_skip "ruff, mypy and pyright on the Python package" python3 || exit 0
# The checkers and the newest Django have dropped the oldest Pythons; what they check is what the package promises.
read -r version python < <(pythons | tail -1)
django=5.2
[ "${version#3.}" -lt 12 ] || django=6.1
lists=bindings-python/requirements
venv=$PWD/target/python-check
python_environment "$venv" "$python" $lists/check.txt $lists/tests.txt $lists/django-$django.txt

# Django's plugin for mypy loads the project, and with it our native module.
build_python_for_development

cd bindings-python
sources=(python)
for folder in examples benches; do
  if [ -d "$folder" ]; then sources+=("$folder"); fi
done
step "Python package: ruff"
"$venv/bin/ruff" check --quiet --no-cache .
"$venv/bin/ruff" format --quiet --no-cache --check .
step "Python package: mypy --strict, with Django $django's types"
PYTHONPATH=$python_folder "$venv/bin/mypy" --cache-dir ../target/mypy-package "${sources[@]}"
step "Python package: pyright"
if have_or_skip "pyright" node npm; then
  "$venv/bin/pyright" --pythonpath "$venv/bin/python" --warnings
fi
