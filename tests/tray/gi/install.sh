#!/bin/sh
# Builds PyGObject into .venv, which the tray's tests need, where its headers are; else those tests are left out.
# Each file builds on the ones before it, and all of it is locked by hash, what builds it too.
set -u
stamp=.venv/.gi
PATH="$PWD/.venv/bin:$PATH"
export PATH
test -e $stamp && test -z "$(find tests/tray/gi -newer $stamp)" && exit 0
pkg-config --exists gobject-introspection-1.0 cairo 2>/dev/null ||
    { echo "left out: the tests of the tray, which need libgirepository1.0-dev, libcairo2-dev and pkg-config"; exit 0; }
for file in tests/tray/gi/1-tools.txt tests/tray/gi/2-pycairo.txt tests/tray/gi/3-pygobject.txt; do
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
        --require-hashes -r $file || { echo "left out: the tests of the tray, because PyGObject cannot be built"; exit 0; }
done
touch $stamp
