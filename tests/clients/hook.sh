# The hooks of .pre-commit-hooks.yaml, as pre-commit installs and runs them; read by tests/clients/run.
# They are built once for `try-repo`, and once a commit of what is here: without optimising, in one target folder.

step 'pre-commit takes the hooks'
"$venv/pre-commit" validate-manifest .pre-commit-hooks.yaml
"$venv/python" tests/clients/hooks.py "$misfit" .pre-commit-hooks.yaml

hooks=$(mkdir -p "$clients/hooks" && cd "$clients/hooks" && pwd)
bin=$(cd "$venv" && pwd)
program=$(cd "$target/debug" && pwd)
finding='warning: regulated data on shared serverless'
case_file=$PWD/fixtures/policies/regulated-data-on-shared-serverless/fails-card-data-on-lambda.tf

# Whatever hook, user or machine this runs for, these repositories know nothing of it.
on_their_own() {
  local name
  for name in $(git rev-parse --local-env-vars); do unset "$name"; done
  export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
  export GIT_AUTHOR_NAME=tests GIT_AUTHOR_EMAIL=tests@example.com GIT_AUTHOR_DATE='2026-11-01T00:00:00Z'
  export GIT_COMMITTER_NAME=tests GIT_COMMITTER_EMAIL=tests@example.com GIT_COMMITTER_DATE='2026-11-01T00:00:00Z'
  export CARGO_TARGET_DIR=$hooks/target
  export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
  unset SKIP PRE_COMMIT_COLOR
}

# offline COMMAND...: runs it where there is no network, as whoever runs this.
offline() {
  if unshare -n true 2>/dev/null; then
    unshare -n -- "$@"
  elif sudo -n unshare -n true 2>/dev/null; then
    sudo -n -E unshare -n -- setpriv --reuid "$(id -u)" --regid "$(id -g)" --init-groups env PATH="$PATH" "$@"
  elif unshare -rn true 2>/dev/null; then
    unshare -rn -- "$@"
  else
    fail 'cannot take the network away: neither unshare -n, sudo -n unshare -n nor unshare -rn works here'
  fi
}

says() { # says FILE TEXT...: the file holds each text
  local file=$1 text
  shift
  for text in "$@"; do
    grep -qF -e "$text" "$file" || fail "there is no '$text' in $(cat "$file")"
  done
}
says_not() {
  ! grep -qF -e "$2" "$1" || fail "there is '$2' in $(cat "$1")"
}
refused() { # refused FILE COMMAND...: the command fails, and what it says goes to the file
  local file=$1
  shift
  ! "$@" >"$file" 2>&1 || fail "$* is let through: $(cat "$file")"
}

# What is here, also what is not committed yet, as a repository of hooks: the same files have the same commit.
repository_of_hooks() (
  on_their_own
  rm -rf "$hooks/misfit"
  mkdir "$hooks/misfit"
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ ! -e "$file" ] || printf '%s\0' "$file"
  done | tar --null -T - -cf - | tar -xf - -C "$hooks/misfit"
  cd "$hooks/misfit"
  git init --quiet --initial-branch main
  git add --all --force
  git commit --quiet --no-verify --message 'what is to be committed'
)

step 'pre-commit builds the hooks and runs them'
repository_of_hooks
(
  on_their_own
  rm -rf "$hooks/shop"
  mkdir -p "$hooks/shop/infra" "$hooks/shop/mine"
  cp "$case_file" "$hooks/shop/infra/main.tf"
  sed 's/card_vault/left_out/' "$case_file" >"$hooks/shop/mine/main.tf"
  cd "$hooks/shop"
  git init --quiet --initial-branch main
  git add infra
  # All three hooks: the two that are built share one build, the third is the program on PATH.
  PATH="$program:$PATH" refused "$hooks/tried" \
    "$bin/pre-commit" try-repo "$hooks/misfit" --all-files --verbose --color never
  [ "$(grep -cF "$finding" "$hooks/tried")" = 3 ] || fail "not every hook tells of it: $(cat "$hooks/tried")"
  [ "$(grep -cF '1 warning' "$hooks/tried")" = 3 ] || fail "not every hook counts it: $(cat "$hooks/tried")"
  says_not "$hooks/tried" left_out
)

step 'git commit is held back, and let through'
(
  on_their_own
  revision=$(git -C "$hooks/misfit" rev-parse HEAD)
  export PRE_COMMIT_HOME=$hooks/home-$revision
  for old in "$hooks"/home-*; do [ "$old" = "$PRE_COMMIT_HOME" ] || rm -rf "$old"; done
  cd "$hooks/shop"
  {
    printf 'repos:\n- repo: %s\n  rev: %s\n  hooks:\n' "$hooks/misfit" "$revision"
    printf '  - id: misfit\n  - id: misfit-all\n    verbose: true\n'
  } >.pre-commit-config.yaml
  "$bin/pre-commit" install --install-hooks >"$hooks/installed"
  git rm --quiet --cached infra/main.tf
  git add .pre-commit-config.yaml
  offline git commit --quiet --message 'the hooks alone' >"$hooks/first" 2>&1 || fail "$(cat "$hooks/first")"

  git add infra
  refused "$hooks/refused" offline git commit --message 'a vault'
  says "$hooks/refused" "$finding" infra/main.tf '1 warning'
  says_not "$hooks/refused" left_out
  [ "$(offline grep -c : /proc/net/dev)" = 1 ] || fail 'there is a network where there was to be none'

  sed -i.before '1i\
# misfit: ignore[regulated-data-on-shared-serverless] tokens only, agreed with the auditors
' infra/main.tf
  rm infra/main.tf.before
  git add infra
  offline git commit --message 'a vault, accepted' >"$hooks/passed" 2>&1 || fail "$(cat "$hooks/passed")"
  says "$hooks/passed" '1 ignored'

  # What was accepted by the settings is back with the commit that takes them away; only a hook without paths sees it.
  cp "$case_file" infra/main.tf
  {
    printf 'accept:\n- address: "**card_vault"\n  policy: regulated-data-on-shared-serverless\n'
    printf '  reason: tokens only, agreed with the auditors\n'
  } >misfit.yaml
  git add infra misfit.yaml
  git commit --quiet --message 'accepted by the settings' >"$hooks/settled" 2>&1 || fail "$(cat "$hooks/settled")"
  git rm --quiet misfit.yaml
  refused "$hooks/deleted" git commit --message 'settings go'
  says "$hooks/deleted" "$finding" 'no files to check'
  git reset --quiet --hard
)

step 'more files than one command line holds'
(
  on_their_own
  export PRE_COMMIT_HOME
  PRE_COMMIT_HOME=$(echo "$hooks"/home-*)
  cd "$hooks/shop"
  git rm --quiet -r misfit.yaml
  name=a-name-that-is-so-long-that-fewer-of-its-kind-fit-one-command-line-than-there-are-in-this-folder
  mkdir -p many last
  for number in $(seq 2000); do
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: pod-%s}\nspec: {containers: [{name: a, image: a}]}\n' "$number" \
      >"many/$name-$number.yaml"
  done
  sed 's/card_vault/last_vault/' infra/main.tf >last/main.tf
  sed 's/card_vault/final_vault/' infra/main.tf >zzz.tf
  git add infra many last zzz.tf
  refused "$hooks/many" "$bin/pre-commit" run misfit --all-files --verbose --color never
  runs=$(grep -cE '^[0-9]+ files? read' "$hooks/many")
  [ "$runs" -ge 2 ] || fail "there was one run of them all: $(tail "$hooks/many")"
  says "$hooks/many" card_vault last_vault final_vault
)
