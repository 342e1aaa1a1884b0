#!/bin/sh
# Before a removal, not an upgrade: the server stops, after the requests on their way.
[ -d /run/systemd/system ] || exit 0
case "$1" in
  remove | 0) # deb and rpm
    systemctl --no-reload disable --now metalwright.service || :
    ;;
esac
