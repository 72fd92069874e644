#!/bin/sh
# Puts a workflow's identities (APPLE_CERTIFICATES: PKCS #12 in Base64, APPLE_PASSWORD) into a keychain of this run, and
# what the notary asks for (NOTARY_KEY, NOTARY_KEY_ID, NOTARY_ISSUER) under the name that make_pkg.sh is then told.
# `security` takes passwords as arguments alone: nobody else is on the runner, which is thrown away.
set -eu
umask 077
keychain="$RUNNER_TEMP/signing.keychain-db"
password=$(uuidgen)
printf '%s' "$APPLE_CERTIFICATES" | base64 --decode >"$RUNNER_TEMP/certificates.p12"
security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 3600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$RUNNER_TEMP/certificates.p12" -k "$keychain" -P "$APPLE_PASSWORD" -T /usr/bin/codesign -T /usr/bin/productbuild
security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
rm "$RUNNER_TEMP/certificates.p12"
if [ -n "${NOTARY_KEY:-}" ]; then
    printf '%s' "$NOTARY_KEY" >"$RUNNER_TEMP/notary.p8"
    xcrun notarytool store-credentials branchagent --key "$RUNNER_TEMP/notary.p8" --key-id "$NOTARY_KEY_ID" \
        --issuer "$NOTARY_ISSUER" --keychain "$keychain"
    rm "$RUNNER_TEMP/notary.p8"
    echo "NOTARY_PROFILE=branchagent" >>"$GITHUB_ENV"
    echo "NOTARY_KEYCHAIN=$keychain" >>"$GITHUB_ENV"
fi
