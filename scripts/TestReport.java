// SPDX-License-Identifier: Apache-2.0

import java.nio.file.FileSystems;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** Sums up the XML reports of Surefire and Failsafe: one line for each module, then what was skipped and what failed. */
record Counts(int run, int skipped, int failed, double seconds) {
  Counts plus(Counts other) {
    return new Counts(run + other.run, skipped + other.skipped, failed + other.failed, seconds + other.seconds);
  }
}

void main(String[] args) throws Exception {
  var root = Path.of(args.length == 0 ? "." : args[0]);
  var matcher = FileSystems.getDefault().getPathMatcher("glob:**/target/{surefire,failsafe}-reports/TEST-*.xml");
  var rows = new TreeMap<String, Counts>();
  var skips = new TreeMap<String, List<String>>();
  var failures = new ArrayList<String>();
  var parsers = DocumentBuilderFactory.newInstance();
  List<Path> reports;
  try (var paths = Files.walk(root, 4)) {
    reports = paths.filter(matcher::matches).sorted().toList();
  }
  for (var report : reports) {
    var kind = report.getParent().getFileName().toString().startsWith("surefire") ? "unit" : "integration";
    var module = root.relativize(report).getName(0) + " (" + kind + ")";
    var cases = parsers.newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
    if (cases.getLength() == 0) {
      var name = report.getFileName().toString().replaceFirst("^TEST-", "").replaceFirst("\\.xml$", "");
      skips.computeIfAbsent("no test of the class ran, and no reason was given", r -> new ArrayList<>()).add(name);
    }
    for (int i = 0; i < cases.getLength(); i++) {
      var test = (Element) cases.item(i);
      var type = test.getAttribute("classname");
      var name = type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
      var skipped = test.getElementsByTagName("skipped");
      boolean failed = test.getElementsByTagName("failure").getLength() + test.getElementsByTagName("error").getLength() > 0;
      if (skipped.getLength() > 0) {
        var reason = reason((Element) skipped.item(0));
        skips.computeIfAbsent(reason, r -> new ArrayList<>()).add(name);
      }
      if (failed) {
        failures.add(name);
      }
      var time = test.getAttribute("time").replace(",", "");
      rows.merge(
          module,
          new Counts(
              skipped.getLength() > 0 ? 0 : 1, skipped.getLength(), failed ? 1 : 0, time.isEmpty() ? 0 : Double.parseDouble(time)),
          Counts::plus);
    }
  }
  IO.println("%-32s %7s %8s %7s %8s".formatted("module", "run", "skipped", "failed", "seconds"));
  rows.forEach(this::row);
  row("all", rows.values().stream().reduce(new Counts(0, 0, 0, 0), Counts::plus));
  for (Map.Entry<String, List<String>> skip : skips.entrySet()) {
    IO.println("\nskipped: " + skip.getKey());
    skip.getValue().forEach(name -> IO.println("  " + name));
  }
  if (!failures.isEmpty()) {
    IO.println("\nfailed:");
    failures.forEach(name -> IO.println("  " + name));
  }
}

void row(String name, Counts counts) {
  IO.println("%-32s %7d %8d %7d %8.1f".formatted(name, counts.run(), counts.skipped(), counts.failed(), counts.seconds()));
}

/** Some reports have the reason as a message, others as the first line of a trace. */
String reason(Element skipped) {
  var message = skipped.getAttribute("message");
  var line = (message.isEmpty() ? skipped.getTextContent() : message).lines().findFirst().orElse("").strip();
  return line.isEmpty() ? "no reason was given" : line.replaceFirst("^([\\w.]+Exception: )?(Assumption failed: )?", "");
}
