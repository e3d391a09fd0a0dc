# Writes down how large the database was when sorting came in. Needs nothing but sh.
set -eu
database=$1
report="$(dirname "$database")/size.txt"
bytes=$(wc -c <"$database")
echo "library.db: $bytes bytes" >"$report"
echo "wrote $(basename "$report"): $bytes bytes"
