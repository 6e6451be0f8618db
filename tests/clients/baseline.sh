# Starts a baseline and hands it to a validator of its schema; files that the schema refuses, misfit refuses.
step 'a baseline fits its schema'
started=$clients/out/started
rm -rf "$started"
cp -R "$project" "$started"
"$misfit" baseline create --root "$started" "$started" || fail 'no baseline was written'
validate --schemafile policies/baseline.schema.json "$started/misfit-baseline.json"
"$misfit" check --quiet --root "$started" "$started" || fail 'a baseline does not take what it was made of'
"$misfit" check --format json --root "$started" "$started" >"$clients/out/started.json"
grep -q '"baselined": \[$' "$clients/out/started.json" || fail 'the report has nothing of the baseline'
validate --schemafile src/render/report.schema.json "$clients/out/started.json"
for wrong in tests/clients/wrong/*.baseline.json; do
  [ -f "$wrong" ] || fail "there is no $wrong"
  ! validate --schemafile policies/baseline.schema.json "$wrong" >/dev/null || fail "the schema lets $wrong pass"
  cp "$wrong" "$started/misfit-baseline.json"
  code=0
  "$misfit" check --quiet --root "$started" "$started" >/dev/null || code=$?
  [ "$code" -eq 2 ] || fail "misfit takes $wrong, with $code"
done
