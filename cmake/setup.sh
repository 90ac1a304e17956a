#!/usr/bin/env bash
# cmake/setup.sh run|check: installs what building and running (or also testing) Alphabar needs and
# the machine lacks. Debian 12 only; anywhere else it says what is missing and stops.
set -euo pipefail
export PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C.UTF-8

# Package, how to tell that it is there on a system without dpkg (a command, a pkg-config module,
# a header, a module of Python, a file under /usr/share/fonts), and what it is for.
requirements() {
  cat <<'TABLE'
build-essential    command:c++            the C++20 compiler
cmake              command:cmake          the build
ninja-build        command:ninja          the build
pkg-config         command:pkg-config     finding libraries
python3-pip        command:pip3           fetching the sources of the window's widgets, once
libepoxy-dev       module:epoxy           OpenGL
libgl1-mesa-dri    -                      OpenGL in software, where there is no graphics driver
libx11-dev         module:x11             windows
libxrandr-dev      module:xrandr          windows: monitors
libxinerama-dev    module:xinerama        windows: monitors
libxcursor-dev     module:xcursor         windows: mouse cursors
libxi-dev          module:xi              windows: input
libwayland-dev     module:wayland-client  windows where there is no X server
libxkbcommon-dev   module:xkbcommon       windows where there is no X server
libfreetype-dev    module:freetype2       text
libfontconfig-dev  module:fontconfig      text: the machine's fonts for other scripts
fonts-wqy-microhei font:wqy-microhei      text: Chinese, Japanese and Korean
fonts-inter        font:Inter-Regular     text: the typeface, Greek included
fonts-dejavu-core  font:DejaVuSans        text: mathematical signs
libtorch-dev       header:torch/csrc/api/include/torch/torch.h  the UNet and its training
libfmt-dev         module:fmt             numbers in text
nlohmann-json3-dev module:nlohmann_json   scene files
libcli11-dev       header:CLI/CLI.hpp     the command line
libhwy-dev         module:libhwy          vector instructions, chosen when the program runs
libboost-dev       header:boost/numeric/odeint.hpp  the exact probability flow, by an adaptive solver
libeigen3-dev      module:eigen3          vectors, matrices and linear systems
libnlopt-cxx-dev   header:nlopt.hpp       the search for the best list of levels
libmuparser-dev    module:muparser        schedules typed as formulas
librandom123-dev   header:Random123/philox.h  counter-based random numbers
libpng-dev         module:libpng          pictures
libcairo2-dev      module:cairo           figures as PDF
zlib1g-dev         module:zlib            compressed arrays
libzip-dev         module:libzip          arrays (npz)
libavcodec-dev     module:libavcodec      video
libavfilter-dev    module:libavfilter     video
libavformat-dev    module:libavformat     video
libavutil-dev      module:libavutil       video
libswscale-dev     module:libswscale      video
TABLE
  if [ "$1" = check ]; then
    cat <<'TABLE'
libgtest-dev       module:gtest           the tests
libgmock-dev       module:gmock           the tests
clang-format       command:clang-format   the layout of the sources
python3-dev        module:python3         the Python module
python3-numpy      python:numpy           the Python module, and scripts that are tested
librsvg2-bin       command:rsvg-convert   reading figures back
poppler-utils      command:pdftoppm       reading figures back
ffmpeg             command:ffprobe        reading animations back
python3-pil        python:PIL             reading animations back
TABLE
  fi
}

is_there() {  # the second column of the table
  case $1 in
    command:*) command -v "${1#*:}" >/dev/null ;;
    module:*) pkg-config --exists "${1#*:}" 2>/dev/null ;;
    header:*) [ -e "/usr/include/${1#*:}" ] || [ -e "/usr/local/include/${1#*:}" ] ;;
    python:*) python3 -c "import ${1#*:}" 2>/dev/null ;;
    font:*) [ -n "$(find -L /usr/share/fonts /usr/local/share/fonts ~/.local/share/fonts \
                      -name "${1#*:}.[ot]t[fc]" 2>/dev/null || true)" ] ;;
    *) true ;;
  esac
}

list() {  # package and purpose, one a line
  while read -r package _ purpose; do printf '  %-20s %s\n' "$package" "$purpose"; done <<<"$1"
}

what=${1:-run}
rows=$(requirements "$what")
# With ALPHABAR_TORCH set, that LibTorch is built against (CMakeLists.txt) and none is installed.
if [ -n "${ALPHABAR_TORCH:-}" ]; then rows=$(grep -v '^libtorch-dev ' <<<"$rows"); fi
. /etc/os-release 2>/dev/null || true
missing=""
if command -v dpkg-query >/dev/null; then
  # Every installed package on one line: "name ii"; a name may come twice, with two architectures.
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' 2>/dev/null | grep ' ii' || true)
  while read -r row; do
    grep -q "^${row%% *} " <<<"$installed" || missing+="$row"$'\n'
  done <<<"$rows"
else
  while read -r package probe purpose; do
    is_there "$probe" || missing+="$package $probe $purpose"$'\n'
  done <<<"$rows"
fi
missing=${missing%$'\n'}
[ -n "$missing" ] || exit 0
packages=$(cut -d' ' -f1 <<<"$missing" | tr '\n' ' ')

if [ "${ID:-}" != debian ] || [ "${VERSION_ID:-}" != 12 ]; then
  echo "This set-up installs packages on Debian 12 only; here (${PRETTY_NAME:-unknown system}) it"
  echo "found these missing, by their Debian names:"
  list "$missing"
  command -v apt-get >/dev/null && echo "Perhaps: sudo apt-get install $packages"
  echo "Install what corresponds to them and start again, or build with CMake alone:"
  echo "  cmake --preset release && cmake --build build"
  exit 1
fi >&2

as_root=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing:" >&2
    list "$missing" >&2
    echo "Neither root nor sudo: ask an administrator for" >&2
    echo "  apt-get install --no-install-recommends $packages" >&2
    exit 1
  fi
  as_root=(sudo)
fi
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH="$PATH" apt-get -qq \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@"
}
install() {
  # shellcheck disable=SC2086  # a list of words
  apt install -y --no-install-recommends $packages
}

echo "Installing what is missing here (Debian packages, and what they depend on):"
list "$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The package lists are fetched only where there are none, or where they turn out to be too old.
compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || apt update >"$log" 2>&1 || true
if ! install >"$log" 2>&1; then
  { apt update && install; } >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    echo "The packages could not be installed; the lines above say why." >&2
    exit 1
  }
fi
