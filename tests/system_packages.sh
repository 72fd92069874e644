#!/bin/sh
# Installs by apt what some tests need beside Python, where that may be done; else says in one line what is left out.
set -u
missing=""
command -v dbus-daemon >/dev/null 2>&1 || missing="$missing dbus"
command -v gnome-keyring-daemon >/dev/null 2>&1 || missing="$missing gnome-keyring"
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
command -v tinyproxy >/dev/null 2>&1 || missing="$missing tinyproxy"
# Debian has it where only root's path leads.
PATH="$PATH:/usr/sbin" command -v squid >/dev/null 2>&1 || missing="$missing squid"
PATH="$PATH:/usr/sbin" command -v smbd >/dev/null 2>&1 || missing="$missing samba"
command -v smbclient >/dev/null 2>&1 || missing="$missing smbclient"
command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
command -v faketime >/dev/null 2>&1 || missing="$missing faketime"
command -v xdotool >/dev/null 2>&1 || missing="$missing xdotool"
command -v openbox >/dev/null 2>&1 || missing="$missing openbox"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
pkg-config --exists gobject-introspection-1.0 cairo 2>/dev/null || missing="$missing pkg-config libgirepository1.0-dev libcairo2-dev"
.venv/bin/python -c "import tkinter" 2>/dev/null || missing="$missing python3-tk"
ls /usr/lib/*/girepository-1.0/AyatanaAppIndicator3-0.1.typelib >/dev/null 2>&1 ||
    missing="$missing gir1.2-gtk-3.0 gir1.2-ayatanaappindicator3-0.1"
[ -n "$missing" ] || exit 0
[ "$(uname -s)" = Linux ] || missing="$missing (Linux only)"
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1
    # shellcheck disable=SC2086 # the names are words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "missing:$missing; left out: the tests of a real keyring (dbus, gnome-keyring), of foreign receivers (node, npm), of real proxies, of a real share (samba), of a screen (xvfb, xdotool, openbox), of the tray (libgirepository1.0-dev, gir1.2-ayatanaappindicator3-0.1), of a page in a browser (chromium) or of a clock that is set (faketime)"
