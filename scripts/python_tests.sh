#!/usr/bin/env bash
# Tests the Python package as its users have it: the wheel, installed into fresh virtual environments of the oldest and the
# newest Python of this machine, each with the oldest and newest Django that it runs. Arguments go to pytest.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh
. scripts/postgres.sh

need cargo cc
have_or_skip "the Python package" python3 || exit 0
build_python_wheel
# The server that plays the operations' vectors and the shop's app, built once for all runs.
cargo build --quiet --package amazonpay-tests --bin playback
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback
cargo build --quiet --package amazonpay-uniffi --example app-checkout
export AMAZONPAY_APP_CHECKOUT=$PWD/target/debug/examples/app-checkout
wheel=$PWD/$python_wheel
package=$PWD/bindings-python

if have_or_skip "the tests on PostgreSQL" postgres; then start_postgres; fi
if have_or_skip "the tests with Celery's worker over Redis" redis-server; then start_redis; fi
# The test itself looks for it, and is skipped without.
have_or_skip "the button in a browser" chromium || true

# run_tests VERSION PYTHON DJANGO [PYTEST ARGUMENT...]
run_tests() {
  local version=$1 python=$2 django=$3 list=tests
  shift 3
  case $version in 3.9) list=tests-python39 ;; esac
  local venv=$PWD/target/python-venvs/$version-django-$django
  step "Python $version ($("$python" -c 'import platform; print(platform.python_version())')) with Django $django"
  [ "${REQUIRE_ALL:-}" != 1 ] || rm -rf "$venv"
  python_environment "$venv" "$python" "$package/requirements/$list.txt" "$package/requirements/django-$django.txt"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel" >&2
  # From a folder where there is nothing to import, so that what is tested is what was installed.
  local folder=target/python-run/$version-django-$django
  rm -rf "$folder"
  mkdir -p "$folder"
  (
    cd "$folder"
    "$venv/bin/python" -c 'import amazonpay, sys; sys.exit(not amazonpay.__file__.startswith(sys.prefix))' || {
      echo "failed: the tests would not run on the installed wheel" >&2
      exit 1
    }
    PATH=$venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 at_most 15 "$venv/bin/pytest" --config-file "$package/pyproject.toml" \
      --rootdir "$package" -p no:cacheprovider "$@"
  )
}

mapfile -t found < <(pythons)
[ ${#found[@]} -gt 0 ] || {
  echo "failed: no CPython from 3.9 on with venv" >&2
  exit 1
}
read -r oldest oldest_python <<<"${found[0]}"
read -r newest newest_python <<<"${found[-1]}"
echo "Pythons of this machine: ${found[*]%% *}; tested: $oldest and $newest" >&2

# Django 4.2 ends with Python 3.12, 5.2 begins with 3.10.
minor() { echo "${1#3.}"; }
all=("$package/tests")
django_only=("$package"/tests/django_*/)
newest_django=$(newest_django "$newest")
if [ "$(minor "$oldest")" -le 12 ]; then run_tests "$oldest" "$oldest_python" 4.2 "${all[@]}" "$@"; fi
if [ "$newest" != "$oldest" ] || [ "$(minor "$oldest")" -gt 12 ]; then
  run_tests "$newest" "$newest_python" "$newest_django" "${all[@]}" "$@"
elif [ "$newest_django" != 4.2 ]; then
  run_tests "$newest" "$newest_python" "$newest_django" "${django_only[@]}" "$@"
fi
if [ "$newest_django" = 6.1 ]; then run_tests "$newest" "$newest_python" 5.2 "${django_only[@]}" "$@"; fi
if [ $# -eq 0 ]; then
  SHOP_PYTHON=$PWD/target/python-venvs/$newest-django-$newest_django/bin/python scripts/shop_browser_tests.sh django
fi
