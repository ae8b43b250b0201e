#!/usr/bin/env bash
# Starts the example shop on the sandbox and keeps it open until Ctrl+C. Arguments go to examples/django-shop/run.py.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh

need cargo cc python3
build_python_for_development
read -r version python < <(pythons | tail -1)
django=$(newest_django "$version")
venv=target/python-venvs/shop
python_environment "$venv" "$python" "bindings-python/requirements/django-$django.txt"
export PYTHONPATH=$python_folder
exec "$venv/bin/python" examples/django-shop/run.py "$@"
