#!/bin/sh
# Installs by apt what people would use instead, where that may be done; else says what is left out.
set -u
missing=""
command -v inotifywait >/dev/null 2>&1 || missing="$missing inotify-tools"
command -v curl >/dev/null 2>&1 || missing="$missing curl"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1
    # shellcheck disable=SC2086 # the names are words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "missing:$missing; left out: who would be compared"
