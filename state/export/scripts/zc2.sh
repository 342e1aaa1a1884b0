
# send HEADER...: signs the request in $work/body with a time stamp of its own (ZC2-HMAC-SHA256) and sends it.
send() {
  now=$(date -u +%s)
  signature=$(printf 'ZC2-HMAC-SHA256\n%s\n%s' "$now" "$(canonical | sha256 | hex)" | hmac "$(printf %s "$key_secret" | hex)")
  post "$@" "X-ZC-Timestamp: $now" 'X-ZC-Signature-Method: ZC2-HMAC-SHA256' \
    "Authorization: ZC2-HMAC-SHA256 Credential=$key_id, SignedHeaders=content-type;host, Signature=$signature"
}
