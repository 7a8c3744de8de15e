#!/bin/sh
# Install the Debian packages that tests use for real parts: PostgreSQL, LibreOffice for .doc, and R
# with haven and readr, which read exports.
# Where that is not allowed, say what is missing; the tests concerned skip and say so at the end.
set -u
missing=""
[ -x /usr/lib/postgresql/15/bin/initdb ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui"
Rscript -e 'library(haven); library(readr)' >/dev/null 2>&1 || missing="$missing r-base-core r-cran-haven r-cran-readr"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "Not installed, so some tests will skip:$missing" >&2
