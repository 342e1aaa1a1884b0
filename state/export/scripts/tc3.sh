
# send HEADER...: signs the request in $work/body with a time stamp of its own (TC3-HMAC-SHA256) and sends it. The token of a temporary key
# is a secret, too: curl reads it from a file.
send() {
  now=$(date -u '+%s %Y-%m-%d')
  day=${now#* } now=${now% *}
  scope=$day/$service/tc3_request
  signing=$(printf 'TC3%s' "$key_secret" | hex)
  for part in "$day" "$service" tc3_request; do
    signing=$(printf %s "$part" | hmac "$signing")
  done
  signature=$(printf 'TC3-HMAC-SHA256\n%s\n%s\n%s' "$now" "$scope" "$(canonical | sha256 | hex)" | hmac "$signing")
  if [ -n "$token" ]; then
    printf 'header = "X-TC-Token: %s"\n' "$token" > "$work/config"
  fi
  post "$@" "X-TC-Timestamp: $now" \
    "Authorization: TC3-HMAC-SHA256 Credential=$key_id/$scope, SignedHeaders=content-type;host, Signature=$signature"
}
