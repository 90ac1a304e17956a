# shellcheck shell=bash disable=SC2154
# Read by ./run and ./check, which set root.

export PATH="$PATH:/usr/local/bin:/usr/bin:/bin"

configure() {  # PRESET
  echo "Configuring (build/)"
  (cd "$root" && cmake --preset "$1" --log-level=NOTICE \
     -DALPHABAR_WERROR="${ALPHABAR_WERROR:-OFF}")
}

build() {  # TARGET
  # A file that includes LibTorch takes 1.5 GB to compile: fewer at a time where memory is short.
  local jobs memory
  jobs=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null || true)
  if [ -n "$memory" ] && [ "$memory" -lt "$jobs" ]; then jobs=$((memory > 0 ? memory : 1)); fi
  echo "Building (the first time takes some minutes)"
  ninja -C "$root/build" -j "$jobs" "$1"
}
