#!/bin/sh
# Installs what tests use beside Python packages, where it may; says plainly what is left out.
set -u

missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$missing chromium"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v virtuoso-t >/dev/null || missing="$missing virtuoso-opensource-7-bin"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing$missing for the tests."
  if apt-get update -qq >/dev/null 2>&1 &&
    # shellcheck disable=SC2086 -- one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "Left out:$missing could not be installed here (it takes root and apt-get), so tests that need it are skipped."
