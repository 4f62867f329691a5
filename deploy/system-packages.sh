#!/usr/bin/env bash
# Install the Debian packages named as arguments where root allows; otherwise name them in one line.
# A package that is already there costs nothing. Exits 1 only when something needed is missing and cannot be had.
set -u
missing=()
for package in "$@"; do
  case "$package" in
    chromium) command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing+=("$package") ;;
    fonts-noto-cjk) find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.fonts" -iname 'NotoSansCJK*' -print -quit 2>/dev/null | grep -q . || missing+=("$package") ;;
    *) dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package") ;;
  esac
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  (apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}") >/dev/null && exit 0
fi
echo "mingcha needs these Debian packages: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
exit 1
