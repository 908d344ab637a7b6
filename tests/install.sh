#!/bin/sh
# Installs what tests use beside Python packages, where it may; says plainly what is left out.
set -u

missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$missing chromium"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v virtuoso-t >/dev/null || missing="$missing virtuoso-opensource-7-bin"
[ -z "$missing" ] && exit 0

left=$missing
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing$missing for the tests."
  left=""
  # One by one, with the lists that are there if no newer ones come: one that fails keeps no other away.
  apt-get update -qq >/dev/null 2>&1
  for package in $missing; do
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
      left="$left $package"
  done
fi
[ -z "$left" ] ||
  echo "Left out:$left could not be installed here (it takes root and apt-get), so tests that need it are skipped."
