#!/bin/sh
# After an installation or an upgrade: systemd reads the unit, and a server that is running goes on with the new
# program. Nothing is started that was not running.
[ -d /run/systemd/system ] || exit 0
systemctl daemon-reload || :
case "$1 $2" in
  "configure ") ;;            # deb, for the first time
  configure\ * | 2\ *)        # deb and rpm, an upgrade
    systemctl try-restart metalwright.service || :
    ;;
esac
