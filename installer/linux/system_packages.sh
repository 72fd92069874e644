#!/bin/sh
# Installs by apt what the package for Debian is made with, Python included: for a bare Debian, such as a workflow's.
set -eu
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    ca-certificates git make gcc libc6-dev pkg-config dpkg-dev binutils file lintian \
    python3 python3-dev python3-pip python3-venv python3-tk \
    libgirepository1.0-dev libcairo2-dev gir1.2-gtk-3.0 gir1.2-ayatanaappindicator3-0.1 >/dev/null
