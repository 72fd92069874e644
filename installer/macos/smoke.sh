#!/bin/sh
# Installs the package, lets the installed program do the main job, and takes it away again. For a Mac that is thrown away
# afterwards, such as a workflow's; by somebody who may use sudo without a password.
set -eu
sudo installer -pkg "$1" -target /
program=/Applications/branchagent.app/Contents/MacOS/branchagent
"$program" --version
"$program" demo --headless
sudo rm -rf /Applications/branchagent.app
sudo pkgutil --forget id.branchagent.agent
echo "the package was installed, did the main job, and is gone"
