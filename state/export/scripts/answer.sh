LC_ALL=C
export LC_ALL
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
total=0
status=200

# stop WHY: says what happened and what was bought before, and ends the script.
stop() {
  printf 'Request %s of %s: %s\n' "$number" "$of" "$1" >&2
  if [ -s "$work/answer" ]; then
    tr -cd '[:print:]\n' < "$work/answer" >&2
    echo >&2
  fi
  printf 'Stopped. Machines bought until now: %s\n' "$total" >&2
  exit 1
}

# bought N: lists the machines of the answer, and stops unless N were bought. Some tools, and Tencent's API, refuse without a status.
bought() {
  set -- "$1" $(tr -d ' \t\r\n' < "$work/answer" |
    sed -n 's/.*"[Ii]nstanceIdSet":\[\([^]]*\)\].*/\1/p' | tr ',' ' ' | tr -cd '[:alnum:]_ -')
  wanted=$1
  shift
  for id do
    printf '%s\n' "$id"
  done
  total=$((total + $#))
  case $#:$status in
  0:200 | 0:4??)
    if grep -Eq '"(Error|code)"' "$work/answer" || [ "$status" != 200 ]; then
      stop "refused (HTTP $status)"
    fi
    stop 'no machine is listed in the answer, and no error. Look at the list of machines before you run this again'
    ;;
  0:*)
    stop "no clear answer (HTTP $status). It may have bought: look at the list of machines before you run this again"
    ;;
  *:200) ;;
  *)
    stop "machines were bought, but the answer is HTTP $status"
    ;;
  esac
  printf 'Request %s of %s: bought %s of %s machines\n' "$number" "$of" "$#" "$wanted" >&2
  if [ "$#" -lt "$wanted" ]; then
    stop 'not all machines were bought'
  fi
}
