
# json: standard input as the inside of a JSON string, with its last line end.
json() {
  text=$({ cat && echo x; } | sed "$escapes" | awk '{ printf "%s%s", sep, $0; sep = "\\n" }')
  printf %s "${text%x}"
}
escapes='s/\\/\\\\/g;s/"/\\"/g'
code=1
while [ "$code" -lt 32 ]; do
  if [ "$code" -ne 10 ]; then
    escapes="$escapes;s/$(printf "\\$(printf %03o "$code")")/\\\\u$(printf %04x "$code")/g"
  fi
  code=$((code + 1))
done
