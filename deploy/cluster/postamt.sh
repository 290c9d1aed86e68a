#!/bin/sh
# /usr/local/bin/postamt: verbs on this machine's node, for root. They run as the service's user, so that no file in the data folder becomes root's; drills stay
# root's, because they stop processes of other users.
set -eu
cd /
export POSTAMT_DATA=/var/lib/postamt
case ${1:-} in
    drill) exec /usr/lib/postamt/current/postamt "$@" ;;
    *) exec runuser -u postamt -- /usr/lib/postamt/current/postamt "$@" ;;
esac
