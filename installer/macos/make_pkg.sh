#!/bin/sh
# Makes the package for macOS from the application bundle that PyInstaller made. On a Mac, with Xcode's command line tools:
#
#   installer/macos/make_pkg.sh BUNDLE DIST_FOLDER VERSION
#
# It goes to /Applications. With AUTOSTART=1 it brings a launch agent too, which starts branchagent for everybody who signs
# in; without, each user says so in the menu. Signed and notarized is it where the environment names what that needs:
#
#   APPLICATION_IDENTITY  "Developer ID Application: …", in a keychain that is open
#   INSTALLER_IDENTITY    "Developer ID Installer: …", likewise
#   NOTARY_PROFILE        the name under which `xcrun notarytool store-credentials` keeps its own
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bundle=$1
dist=$2
version=$3
package="$dist/branchagent-$version.pkg"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dist" "$work/root/Applications"
ditto "$bundle" "$work/root/Applications/branchagent.app"

if [ -n "${APPLICATION_IDENTITY:-}" ]; then
    codesign --force --deep --timestamp --options runtime --entitlements "$here/entitlements.plist" \
        --sign "$APPLICATION_IDENTITY" "$work/root/Applications/branchagent.app"
    codesign --verify --deep --strict "$work/root/Applications/branchagent.app"
else
    echo "::warning::no application identity is configured: the application has no signature but the linker's own"
fi

if [ "${AUTOSTART:-0}" = 1 ]; then
    mkdir -p "$work/root/Library/LaunchAgents"
    cp "$here/id.branchagent.agent.plist" "$work/root/Library/LaunchAgents/"
    chmod 644 "$work/root/Library/LaunchAgents/id.branchagent.agent.plist"
fi

# The bundle is installed where it is said to be, even if somebody keeps a copy of it elsewhere.
pkgbuild --analyze --root "$work/root" "$work/components.plist"
plutil -replace 0.BundleIsRelocatable -bool NO "$work/components.plist"
pkgbuild --root "$work/root" --component-plist "$work/components.plist" --identifier id.branchagent.agent \
    --version "$version" --install-location / "$work/component.pkg"

set -- --package "$work/component.pkg"
if [ -n "${INSTALLER_IDENTITY:-}" ]; then
    set -- "$@" --timestamp --sign "$INSTALLER_IDENTITY"
else
    echo "::warning::no installer identity is configured: the package stays unsigned"
fi
productbuild "$@" "$package"

if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$package" --keychain-profile "$NOTARY_PROFILE" \
        ${NOTARY_KEYCHAIN:+--keychain "$NOTARY_KEYCHAIN"} --wait
    xcrun stapler staple "$package"
fi
echo "$package"
