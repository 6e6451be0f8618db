#!/usr/bin/env bash
# All that the action does: finds or builds misfit, runs it once, and hands on its reports. The exit code is misfit's.
# Every input comes in a variable MISFIT_INPUT_*, so that nothing that a caller writes is read as shell.
set -euo pipefail

refuse() { # 2: there is no answer
  printf '::error title=misfit::%s\n' "$*"
  exit 2
}

is_true() { # is_true NAME VALUE
  case $2 in
    true) return 0 ;;
    false | '') return 1 ;;
    *) refuse "$1 is either true or false" ;;
  esac
}

: "${RUNNER_TEMP:?is where files of one job go}" "${GITHUB_OUTPUT:?takes what the action gives}"
work=$(mktemp -d "$RUNNER_TEMP/misfit.XXXXXX")

case ${MISFIT_INPUT_VERSION:-source} in
  path)
    misfit=$(type -P misfit) || refuse 'there is no misfit on PATH'
    ;;
  source)
    command -v cargo >/dev/null || refuse 'there is no cargo to build misfit with: install Rust first'
    # It runs once: a build that is done soon is worth more than a program that is small and fast.
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
      cargo install --locked --quiet --path "$GITHUB_ACTION_PATH" --root "$RUNNER_TEMP/misfit-built" >&2 ||
      refuse 'misfit cannot be built here'
    misfit=$RUNNER_TEMP/misfit-built/bin/misfit
    ;;
  *) refuse 'version is source or path: there are no releases to take yet' ;;
esac

arguments=(check --fail-on "${MISFIT_INPUT_FAIL_ON:-warning}")
arguments+=(--output "json=$work/report.json" --output "markdown=$work/summary.md")
if is_true annotations "${MISFIT_INPUT_ANNOTATIONS:-true}"; then
  arguments+=(--format github)
fi
sarif=${MISFIT_INPUT_SARIF_FILE:-}
if is_true upload-sarif "${MISFIT_INPUT_UPLOAD_SARIF:-false}" && [ -z "$sarif" ]; then
  sarif=$work/misfit.sarif
fi
case $sarif in *[[:cntrl:]]*) refuse 'sarif-file is one line' ;; esac
if [ -n "$sarif" ]; then
  rm -f -- "$sarif"
  arguments+=(--output "sarif=$sarif")
fi
if [ -n "${MISFIT_INPUT_SETTINGS:-}" ]; then
  arguments+=(--settings "$MISFIT_INPUT_SETTINGS")
fi
set -f # a path is a path, also where it holds a star
# shellcheck disable=SC2206 # white space separates paths
paths=(${MISFIT_INPUT_PATHS:-.})

code=0
"$misfit" "${arguments[@]}" -- "${paths[@]}" || code=$?

# The summary's numbers stand at the end, each on a line of its own.
count() { sed -n '/^  "summary": {$/,$ s/^    "'"$1"'": \([0-9]*\),$/\1/p' "$work/report.json"; }
findings=
if [ -s "$work/report.json" ]; then
  findings=$(($(count errors) + $(count warnings) + $(count notes)))
fi
printf 'findings=%s\n' "$findings" >>"$GITHUB_OUTPUT"
if [ -n "$sarif" ] && [ -s "$sarif" ]; then
  printf 'sarif-file=%s\n' "$sarif" >>"$GITHUB_OUTPUT"
fi
if [ -s "$work/summary.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  cat "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
