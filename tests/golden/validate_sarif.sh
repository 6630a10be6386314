#!/usr/bin/env bash
# Validates the SARIF of every sample with Microsoft's SARIF Multitool, in the profile of each
# consumer and with that consumer's own rules: no error, no warning.
#
#     tests/golden/validate_sarif.sh --install          puts the Multitool under build/
#     tests/golden/validate_sarif.sh PROGRAM SCRATCH    writes logs to SCRATCH and validates them
#
# Status 77, "skipped" to CTest, when the Multitool is not there.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
version=5.7.0
home=$root/build/sarif-multitool
# Not the script in .bin: that hands its arguments to a shell, which takes the ";" in them as its own.
multitool=$home/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1  # else it needs a library of its own for dates

install_multitool() {
  [[ -x $multitool && -f $home/$version ]] && return
  mkdir -p "$home"
  npm install --silent --no-audit --no-fund --prefix "$home" "@microsoft/sarif-multitool@$version"
  # Newer npm does not run the package's own script that does this.
  chmod u+x "$multitool"
  touch "$home/$version"
}

# validate KINDS FOLDER: shows every error and warning in the logs of FOLDER; false if any.
validate() {
  local report=$scratch/${2##*/}.report
  rm -f "$report"
  "$multitool" validate "$2/*.sarif" --rule-kind "$1" --level "Error;Warning" \
    --output "$report" --log ForceOverwrite >"$report.txt" 2>&1 ||
    { cat "$report.txt" && return 1; }
  # The Multitool's status says only that it came to its end.
  [[ -s $report ]] && ! grep --extended-regexp ': (error|warning) ' "$report.txt" &&
    ! grep --quiet '"ruleId"' "$report"
}

# write_logs PROFILE: one log per sample, from the root of the repository as pipelines do it.
write_logs() {
  local estate policy status
  mkdir -p "$scratch/$1"
  for estate in samples/*/; do
    policy=()
    [[ -f $estate/hairpin.yaml ]] && policy=(--policy "${estate}hairpin.yaml")
    status=0
    "$program" check "$estate" "${policy[@]}" --format sarif --sarif-profile "$1" \
      >"$scratch/$1/$(basename "$estate").sarif" 2>"$scratch/errors" || status=$?
    ((status <= 1)) || { cat "$scratch/errors" && return 1; }  # 1: there are findings
  done
}

if [[ ${1-} == --install ]]; then
  install_multitool
  exit
fi
program=$(realpath "$1")
mkdir -p "$2"
scratch=$(realpath "$2")
cd "$root"
[[ -x $multitool ]] || { echo "SKIPPED: no Multitool; run tests/golden/validate_sarif.sh --install" && exit 77; }

# A validator that finds nothing in this would find nothing anywhere.
mkdir -p "$scratch/broken"
echo '{"version": "2.1.0", "runs": [{"tool": {"driver": {}}, "results": []}]}' \
  >"$scratch/broken/broken.sarif"
if validate "Sarif" "$scratch/broken" >/dev/null; then
  echo "the Multitool accepts a log without a tool name: is it working?"
  exit 1
fi

failed=no
for pair in "github=Sarif;Gh" "azuredevops=Sarif;GHAzDO" "full=Sarif"; do
  profile=${pair%%=*}
  write_logs "$profile"
  if validate "${pair#*=}" "$scratch/$profile"; then
    echo "profile $profile is valid"
  else
    echo "profile $profile is not valid"
    failed=yes
  fi
done
[[ $failed == no ]]
