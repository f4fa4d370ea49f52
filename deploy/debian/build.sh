#!/bin/sh
# Makes release/rondo_VERSION_ARCH.deb for Debian 13, with the libraries in it; it needs dpkg-deb, and `npm ci` done before.
set -eu
cd "$(dirname "$0")/../.."
umask 022
node scripts/ready.mjs
node scripts/release.mjs

version=$(node -p "require('./package.json').version")
arch=$(dpkg --print-architecture)
from=release/package
tree=release/debian
rm -rf "$tree"
lib=$tree/usr/lib/rondo
doc=$tree/usr/share/doc/rondo

# The program, and the library that calls the system, of this architecture only.
mkdir -p "$lib/node_modules/koffi" "$tree/usr/bin"
cp -r "$from/package.json" "$from/dist" "$lib/"
mv "$lib/dist/rondo.1" "$tree/rondo.1"
for part in package.json index.cjs index.js indirect.cjs indirect.js src; do
  [ ! -e "node_modules/koffi/$part" ] || cp -r "node_modules/koffi/$part" "$lib/node_modules/koffi/"
done
cp -r node_modules/@koromix "$lib/node_modules/"
find "$lib/node_modules" -type f ! -name '*.js' ! -name '*.cjs' ! -name '*.node' ! -name package.json -delete
rm -rf "$lib"/node_modules/@koromix/*/musl_*
find "$lib/node_modules" -type d -empty -delete
ln -s ../lib/rondo/dist/js/rondo.cjs "$tree/usr/bin/rondo"

# What people and shells read.
mkdir -p "$doc" "$tree/usr/share/man/man1" "$tree/usr/share/bash-completion/completions" \
  "$tree/usr/share/zsh/vendor-completions" "$tree/usr/share/fish/vendor_completions.d"
gzip -9n < "$tree/rondo.1" > "$tree/usr/share/man/man1/rondo.1.gz"
rm "$tree/rondo.1"
rondo() { node "$lib/dist/js/rondo.cjs" "$@"; }
rondo completion bash > "$tree/usr/share/bash-completion/completions/rondo"
rondo completion zsh > "$tree/usr/share/zsh/vendor-completions/_rondo"
rondo completion fish > "$tree/usr/share/fish/vendor_completions.d/rondo.fish"
cp -r "$from/README.md" "$from/docs" "$from/schema" "$doc/"
mkdir "$doc/deploy"
cp -r "$from/deploy/prometheus" "$from/deploy/grafana" "$doc/deploy/"
{
  cat LICENSE
  printf '\nThe libraries in /usr/lib/rondo/dist and their licences:\n\n'
  # Debian wants its own copy of this licence to be named in place of the text.
  sed '/^ *Apache License$/,/^ *limitations under the License\.$/c\Apache License, version 2.0: /usr/share/common-licenses/Apache-2.0' "$from/LIBRARIES.md"
  printf '\n## koffi\n\n'
  cat node_modules/koffi/LICENSE.txt
} > "$doc/copyright"
date=$(date -R -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}")
printf 'rondo (%s) unstable; urgency=medium\n\n  * Packaged from its sources.\n\n -- The Rondo authors <rondo@localhost>  %s\n' \
  "$version" "$date" | gzip -9n > "$doc/changelog.gz"

# The service, its user and a first configuration.
mkdir -p "$tree/usr/lib/systemd/system" "$tree/usr/lib/sysusers.d" "$tree/etc" "$tree/DEBIAN"
cp deploy/systemd/rondo.service deploy/systemd/rondo.socket "$tree/usr/lib/systemd/system/"
cp deploy/systemd/rondo.sysusers "$tree/usr/lib/sysusers.d/rondo.conf"
rondo init "$tree/etc/rondo" --yes > /dev/null

(cd "$tree" && find etc -type f | sed 's|^|/|' | sort) > "$tree/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 755 "deploy/debian/$script" "$tree/DEBIAN/$script"; done
size=$(du -sk --exclude=DEBIAN "$tree" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" deploy/debian/control > "$tree/DEBIAN/control"
(cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) > "$tree/DEBIAN/md5sums"
find "$tree" -type d -exec chmod 755 {} +
find "$tree" -type f ! -perm -100 -exec chmod 644 {} +
dpkg-deb --build --root-owner-group "$tree" "release/rondo_${version}_${arch}.deb"
