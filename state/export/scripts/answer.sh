LC_ALL=C
export LC_ALL
umask 077

# printf and [ get secrets as arguments, which the list of processes would show if they were programs.
for part in printf '['; do
  if [ "$(command -v "$part")" != "$part" ]; then
    echo "This shell has no $part of its own: run the script with bash or dash" >&2
    exit 1
  fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
total=0
unclear='It may have bought: look at the list of machines before you run this again'

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

# refused: whether the answer, which lists no machine, is a refusal of the vendor's own with a code that is documented as one.
refused() {
  case $outcome in
  $refusal) ;;
  *) return 1 ;;
  esac
  grep -q '[Rr]equestId' "$work/answer" || return 1
  refuses "$(tr '{,' '\n\n' < "$work/answer" |
    sed -n 's/^[[:space:]]*\(\[[A-Za-z]*\][[:space:]]*\)\{0,1\}"\{0,1\}[Cc]ode"\{0,1\}[[:space:]]*:[[:space:]]*"\{0,1\}\([A-Za-z0-9_.]*\).*/\2/p' |
    sed 1q)"
}

# bought N: lists the machines of the answer, and stops unless N were bought. outcome is how the answer came: some tools, and Tencent's
# API, refuse without a status.
bought() {
  set -- "$1" $(tr -d ' \t\r\n' < "$work/answer" |
    sed -n 's/.*"[Ii]nstanceIdSet":\[\([^]]*\)\].*/\1/p' | tr ',' ' ' | tr -cd '[:alnum:]_ -')
  wanted=$1
  shift
  for id do
    printf '%s\n' "$id"
  done
  total=$((total + $#))
  if [ "$#" -eq 0 ] && refused; then
    stop "refused ($outcome)"
  elif [ "$#" -eq 0 ]; then
    stop "no clear answer ($outcome). $unclear"
  elif [ "$outcome" != "$good" ]; then
    stop "machines were bought, but the outcome is: $outcome. $unclear"
  fi
  printf 'Request %s of %s: bought %s of %s machines\n' "$number" "$of" "$#" "$wanted" >&2
  if [ "$#" -lt "$wanted" ]; then
    stop 'not all machines were bought'
  fi
}
