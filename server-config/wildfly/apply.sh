#!/bin/sh
# What:  writes the settings of this folder into a WildFly that does not run: apply.sh WILDFLY_HOME [CONFIGURATION [NAME...]], with the driver in POSTGRESQL_JAR.
# Why:   one file to keep comes out, the same however often this is run, and none where a command fails; JBOSS_BASE_DIR counts as it does for standalone.sh.
# Check: run it twice: the second time the configuration does not change.
set -eu
home=${1:?"usage: apply.sh WILDFLY_HOME [CONFIGURATION [NAME...]]"}
configuration=${2:-standalone.xml}
here=$(cd "$(dirname "$0")" && pwd)
base=${JBOSS_BASE_DIR:-$home/standalone}
file=$base/configuration/$configuration
[ -f "$file" ] || { echo "there is no $file" >&2; exit 1; }
if [ $# -gt 2 ]; then
  shift 2
else
  set -- undertow datasource logging roles
  # Only standalone-ha.xml and standalone-full-ha.xml have a cluster.
  if [ -f "$here/cluster.cli" ] && grep -q 'urn:jboss:domain:jgroups:' "$file"; then set -- "$@" cluster; fi
fi

trial=berth-trial.xml
commands=$(mktemp)
trap 'rm -f "$commands" "$base/configuration/$trial"' EXIT
cp "$file" "$base/configuration/$trial"
echo "embed-server --server-config=$trial --std-out=discard" >"$commands"
for name in "$@"; do
  cat "$here/$name.cli" >>"$commands"
  if [ "$name" = datasource ]; then
    main=$home/modules/org/postgresql/main
    [ -f "${POSTGRESQL_JAR:-$main/postgresql.jar}" ] || { echo "POSTGRESQL_JAR must name PostgreSQL's JDBC driver" >&2; exit 1; }
    mkdir -p "$main"
    cp "$here/modules/org/postgresql/main/module.xml" "$main/"
    if [ -n "${POSTGRESQL_JAR:-}" ]; then cp "$POSTGRESQL_JAR" "$main/postgresql.jar"; fi
  fi
done
echo "stop-embedded-server" >>"$commands"
JBOSS_HOME=$home sh "$home/bin/jboss-cli.sh" "-Djboss.server.base.dir=$base" "--file=$commands"
mv "$base/configuration/$trial" "$file"
