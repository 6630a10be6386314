# Sourced by the scripts that build: brings what a bare Debian 12 or Ubuntu 24.04 lacks.

build_packages=(g++ cmake ninja-build libsimdjson-dev nlohmann-json3-dev libboost-graph-dev
  libcli11-dev libfmt-dev libyaml-cpp-dev)
test_packages=(catch2 clang ccache)
sarif_packages=(nodejs npm)

# True if the package is there, or for node and npm the program, which often has another origin.
have_package() {
  case $1 in
    nodejs) command -v node >/dev/null && return ;;
    npm) command -v npm >/dev/null && return ;;
  esac
  [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "cannot install packages: neither root nor sudo; needed: $*" >&2
    return 1
  fi
}

# require_packages NAME...: installs those that are missing; no apt call when none is.
require_packages() {
  local name missing=()
  for name in "$@"; do
    have_package "$name" || missing+=("$name")
  done
  ((${#missing[@]} == 0)) && return
  echo "installing ${missing[*]}" >&2
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install --yes --no-install-recommends "${missing[@]}" >&2
}

# The sanitizer and fuzzer runtimes are a package of clang's own version.
require_clang_runtime() {
  local version
  version=$(clang++ -dumpversion)
  require_packages "libclang-rt-${version%%.*}-dev"
}
