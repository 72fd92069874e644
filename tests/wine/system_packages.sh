#!/bin/sh
# Installs by apt what the Windows lane needs: Wine, what checks signatures, and what completes both; else says what is missing.
set -u
missing=""
# With what Wine only recommends, and would quietly do without: TLS, fonts, windows' extensions.
command -v wine >/dev/null 2>&1 ||
    missing="$missing wine wine64 libgnutls30 libgl1 libdbus-1-3 libxcomposite1 libxcursor1 libxfixes3 libxi6 libxinerama1
        libxrandr2 libxrender1 libxxf86vm1 fonts-liberation fonts-wine"
command -v osslsigncode >/dev/null 2>&1 || missing="$missing osslsigncode"
command -v x86_64-w64-mingw32-ld >/dev/null 2>&1 || missing="$missing binutils-mingw-w64-x86-64"
ls /usr/share/tcltk/tk8.6/tk.tcl >/dev/null 2>&1 || missing="$missing libtk8.6"
command -v makensis >/dev/null 2>&1 || missing="$missing nsis"
command -v wixl >/dev/null 2>&1 || missing="$missing wixl msitools"
command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
command -v xdotool >/dev/null 2>&1 || missing="$missing xdotool"
command -v openbox >/dev/null 2>&1 || missing="$missing openbox"
command -v tint2 >/dev/null 2>&1 || missing="$missing tint2"
command -v xwininfo >/dev/null 2>&1 || missing="$missing x11-utils"
command -v import >/dev/null 2>&1 || missing="$missing imagemagick"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1
    # shellcheck disable=SC2086 # the names are words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "the Windows lane needs by apt:$missing" >&2
exit 1
