# SPDX-License-Identifier: Apache-2.0
# Reads what plain tools need (label, bytes, seconds), then results (label, tool, wall, CPU, KiB); prints medians.

function median(text, values, count, i, j, swap) {
  count = split(text, values, " ")
  if (count == 0) return ""
  for (i = 2; i <= count; i++)
    for (j = i; j > 1 && values[j - 1] + 0 > values[j] + 0; j--) {
      swap = values[j]; values[j] = values[j - 1]; values[j - 1] = swap
    }
  return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
}
function seconds(value) { return value == "" ? "–" : sprintf("%.2f", value) }
function ratio(ours, theirs) { return theirs > 0 ? sprintf("%.2f", ours / theirs) : "–" }
function cells(ours, theirs) { return seconds(ours) " | " seconds(theirs) " | " ratio(ours, theirs) }

NR == FNR && NF == 3 { bytes[$1] = $2; plain[$1] = plain[$1] " " $3; next }
{
  if (!($1 in known)) { known[$1] = 1; labels[++lines] = $1 }
  wall[$1, $2] = wall[$1, $2] " " $3
  cpu[$1, $2] = cpu[$1, $2] " " $4
  peak[$1, $2] = peak[$1, $2] " " $5 / 1024
}
END {
  print "| Case | Wall: Drydock | restic | ratio | CPU: Drydock | restic | ratio | Peak: Drydock | restic | ratio | Plain | Crypto |"
  print "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
  for (i = 1; i <= lines; i++) {
    label = labels[i]
    ours = median(peak[label, "drydock"]); theirs = median(peak[label, "restic"])
    crypto = bytes[label] > 0 ? bytes[label] * (1 / sha + 1 / aes) / cores : ""
    printf "| %s | %s | %s | %.0f | %.0f | %s | %s | %s |\n", label,
      cells(median(wall[label, "drydock"]), median(wall[label, "restic"])),
      cells(median(cpu[label, "drydock"]), median(cpu[label, "restic"])),
      ours, theirs, ratio(ours, theirs), seconds(median(plain[label])), seconds(crypto)
  }
}
