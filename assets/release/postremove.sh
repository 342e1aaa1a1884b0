#!/bin/sh
# After a removal. Neither it nor a purge removes a journal, for it knows what was bought, nor what someone put into
# /etc.
case "$1" in
  remove | 0)
    [ ! -d /run/systemd/system ] || systemctl daemon-reload || :
    ;;
  purge)
    rmdir /etc/metalwright 2>/dev/null || :
    for kept in /etc/metalwright /var/lib/private/metalwright; do
      [ ! -e "$kept" ] || echo "metalwright: $kept is kept: remove it when nothing in it is needed any more"
    done
    ;;
esac
