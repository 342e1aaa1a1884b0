
# canonical: what both vendors have signed of the request in $work/body.
canonical() {
  printf 'POST\n/\n\ncontent-type:application/json\nhost:%s\n\ncontent-type;host\n%s' "$host" "$(sha256 < "$work/body" | hex)"
}

: > "$work/config"

# post HEADER...: sends the request in $work/body, once. A .curlrc, which may repeat requests, is not read.
post() {
  for header do
    set -- "$@" --header "$header"
    shift
  done
  : > "$work/answer"
  status=$(curl --disable --config "$work/config" --silent --show-error --max-time 300 --request POST "$url" \
    --output "$work/answer" --write-out '%{http_code}' \
    --header "Host: $host" --header 'Content-Type: application/json' --header 'Expect:' "$@" --data-binary "@$work/body") ||
    stop "no answer. $unclear"
  outcome="HTTP $status"
}
