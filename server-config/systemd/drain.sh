#!/bin/sh
# What:  drains a node and waits until it says that nothing is under way any more: drain.sh FILE URL [SECONDS]
# Why:   systemd stops a service in the next step; the file is what berth.drain.file names, the URL is the node's own readiness probe.
# Check: run it by hand on one node: the balancer leaves it out, and the script ends within seconds; rm FILE takes it back.
set -u
file=$1 url=$2 seconds=${3:-45}
: >"$file" || exit 1
while [ "$seconds" -gt 0 ]; do
  case $(curl -s -m 2 "$url" || echo gone) in
    *'"node":"drained"'* | gone) exit 0 ;;
  esac
  sleep 1
  seconds=$((seconds - 1))
done
echo "not drained in time: $url" >&2
exit 0
