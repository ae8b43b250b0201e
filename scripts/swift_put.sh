# Sourced by the scripts beside it that write Swift's sources.
#
# shellcheck shell=bash

# put FOLDER FILE...: only what is new, so that the compiler does not begin anew without need.
put() {
  local folder=$1 file
  shift
  mkdir -p "$folder"
  for file in "$@"; do
    cmp -s "$file" "$folder/$(basename "$file")" || cp "$file" "$folder/"
  done
}
