#!/bin/sh
# Installs the package with what it depends on, lets the installed program do the main job, and takes it away again.
# For a machine that is thrown away afterwards, such as a workflow's container; as root.
set -eu
package=$(realpath "$1")
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "$package" >/dev/null
branchagent --version
branchagent demo --headless
apt-get purge -y -qq branchagent >/dev/null
if [ -e /usr/lib/branchagent ] || [ -e /usr/bin/branchagent ]; then
    echo "something of the package is still there" >&2
    exit 1
fi
echo "the package was installed, did the main job, and is gone"
