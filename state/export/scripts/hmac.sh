
# The list of processes shows the arguments of programs to all users, and openssl takes the key of an HMAC as an argument alone. So the
# HMAC is made of two SHA-256 sums (RFC 2104): the key passes through pipes and through printf, which is a part of the shell.
sha256() { openssl dgst -sha256 -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# bytes HEX [MASK]: the bytes themselves, each XOR MASK.
bytes() {
  rest=$1 format=
  while [ -n "$rest" ]; do
    byte=$((0x${rest%"${rest#??}"} ^ ${2:-0}))
    rest=${rest#??}
    format="$format\\$((byte >> 6))$((byte >> 3 & 7))$((byte & 7))"
  done
  printf "$format"
}

# hmac KEY: the HMAC-SHA256 of standard input in hex, with a key in hex.
hmac() {
  key=$1
  if [ "${#key}" -gt 128 ]; then
    key=$(bytes "$key" | sha256 | hex)
  fi
  while [ "${#key}" -lt 128 ]; do
    key=${key}00
  done
  sum=$({ bytes "$key" 0x36 && cat; } | sha256 | hex)
  { bytes "$key" 0x5c && bytes "$sum"; } | sha256 | hex
}
