# Shortens the detailed output of `dotnet test` as it comes: of a passed test only its name with what it printed is left, if it printed,
# and nothing of a skipped one.
/^passed / { name = $0; short = 1; next }
/^skipped / { name = ""; short = 2; next }
short && /^  from / { next }
short && /^  (Standard|Error) output$/ { next }
short && /^ *$/ { next }
short == 2 && /^  / { next }
short && /^  / { if (name != "") print name; name = ""; print; next }
{ short = 0; print; fflush() }
