// SPDX-License-Identifier: Apache-2.0

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;

/**
 * Completes the assembly whose jars Maven has put into {@code lib}: the launcher, a Java runtime of
 * just the modules needed, and AOT caches, which halve the start-up time. What is up to date is
 * left alone. Run by the build with the JDK of the toolchain.
 */
final List<String> modules =
    List.of(
        "java.base",
        "java.instrument",
        "java.logging",
        "java.management",
        "java.naming",
        "java.net.http",
        "java.security.jgss",
        "java.sql",
        "java.xml",
        "jdk.crypto.ec",
        "jdk.httpserver",
        "jdk.jfr",
        "jdk.management",
        "jdk.net",
        "jdk.unsupported",
        "jdk.zipfs");

/**
 * What ends within seconds ends later with profiles (JEP 515): with them, the compilers begin with
 * all that training had a lot of.
 */
final String WITHOUT_PROFILES = "-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining";

/** The time that all files get: that of the release, not of the build. */
FileTime built;

void main(String[] args) throws Exception {
  var sources = Path.of(args[0]);
  var home = Path.of(args[1]);
  built = FileTime.from(Instant.parse(args[2]));
  launcher(sources.resolve("bin/drydock"), home.resolve("bin/drydock"));
  tidy(home.resolve("lib"));
  unsign(home.resolve("lib"));
  modernize(home.resolve("lib"));
  runtime(home.resolve("runtime"));
  settle(home); // before the caches, which hold the times of jars
  if (Boolean.parseBoolean(System.getProperty("drydock.caches", "true"))) {
    cache(home, "mover", WITHOUT_PROFILES);
    cache(home, "s3", WITHOUT_PROFILES);
    cache(home, "controller", "");
  }
  settle(home);
}

/** Gives everything the same time, and rights without regard to the umask, so that what was built twice is the same. */
void settle(Path home) throws IOException {
  try (var paths = Files.walk(home)) {
    for (var path : paths.toList()) {
      if (!Files.isSymbolicLink(path)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(Files.isExecutable(path) ? "rwxr-xr-x" : "rw-r--r--"));
      }
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setTimes(built, null, null);
    }
  }
}

void launcher(Path source, Path target) throws IOException {
  Files.createDirectories(target.getParent());
  Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  target.toFile().setExecutable(true, false);
}

/** Removes jars that an earlier build left behind. */
void tidy(Path lib) throws IOException {
  Set<String> wanted = new HashSet<>(Set.of("drydock.jar"));
  try (var jar = new JarFile(lib.resolve("drydock.jar").toFile())) {
    wanted.addAll(List.of(jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH).split(" ")));
  }
  try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
    for (var jar : jars) {
      if (!wanted.remove(jar.getFileName().toString())) {
        Files.delete(jar);
      }
    }
  }
  if (!wanted.isEmpty()) {
    throw new IllegalStateException("missing in " + lib + ": " + wanted);
  }
}

/** Takes off signatures that nobody verifies: the JVM keeps no class of a signed jar in its cache. */
void unsign(Path lib) throws IOException {
  try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
    for (var jar : jars) {
      var modified = Files.getLastModifiedTime(jar);
      boolean signed = false;
      try (var zip = FileSystems.newFileSystem(jar);
          var signatures = Files.newDirectoryStream(zip.getPath("META-INF"), "*.{SF,RSA,DSA,EC}")) {
        for (var signature : signatures) {
          Files.delete(signature);
          signed = true;
        }
        if (signed) {
          var manifest = zip.getPath("META-INF/MANIFEST.MF");
          var text = Files.readString(manifest).replace("\r\n", "\n");
          Files.writeString(manifest, text.substring(0, text.indexOf("\n\n") + 2));
          Files.setLastModifiedTime(manifest, built);
        }
      } catch (NoSuchFileException e) {
        continue; // nothing in META-INF
      }
      if (signed) {
        Files.setLastModifiedTime(jar, modified);
      }
    }
  }
}

/**
 * Gives classes of Java 5 the version and the stack maps of Java 8: the JVM keeps no older class in
 * its cache, and cannot write a cache with linked classes if a call in it names one.
 */
void modernize(Path lib) throws IOException {
  try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
    for (var jar : jars) {
      modernizeJar(jar);
    }
  }
}

void modernizeJar(Path jar) throws IOException {
  var modified = Files.getLastModifiedTime(jar);
  var modern = new TreeMap<String, byte[]>();
  try (var classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null); var file = new JarFile(jar.toFile())) {
    var hierarchy = ClassHierarchyResolver.ofResourceParsing(classes).orElse(ClassHierarchyResolver.defaultResolver());
    var compiler =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    var version =
        ClassTransform.dropping(element -> element instanceof ClassFileVersion)
            .andThen(ClassTransform.transformingMethodBodies((code, element) -> code.with(element)))
            .andThen(ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0)));
    for (var entry : Collections.list(file.entries())) {
      if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
        try (var stream = file.getInputStream(entry)) {
          var start = stream.readNBytes(8);
          if (ByteBuffer.wrap(start).getShort(6) < ClassFile.JAVA_6_VERSION) {
            var bytes = new ByteArrayOutputStream();
            bytes.write(start);
            stream.transferTo(bytes);
            modern.put(entry.getName(), compiler.transformClass(compiler.parse(bytes.toByteArray()), version));
          }
        }
      }
    }
  }
  if (modern.isEmpty()) {
    return;
  }
  try (var zip = FileSystems.newFileSystem(jar)) {
    for (var each : modern.entrySet()) {
      Files.write(zip.getPath(each.getKey()), each.getValue());
      Files.setLastModifiedTime(zip.getPath(each.getKey()), built);
    }
  }
  Files.setLastModifiedTime(jar, modified);
}

void runtime(Path runtime) throws Exception {
  var wanted = System.getProperty("java.vm.version") + " " + modules;
  var stamp = runtime.resolve("drydock-runtime");
  if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
    return;
  }
  delete(runtime);
  int code =
      ToolProvider.findFirst("jlink")
          .orElseThrow()
          .run(
              System.out,
              System.err,
              "--add-modules", String.join(",", modules),
              "--output", runtime.toString(),
              "--strip-java-debug-attributes",
              "--no-header-files",
              "--no-man-pages",
              "--generate-cds-archive");
  if (code != 0) {
    throw new IllegalStateException("jlink failed with " + code);
  }
  Files.writeString(stamp, wanted);
}

/** Has the program do a little of everything, and lets the JVM keep what it learned. */
void cache(Path home, String part, String options) throws Exception {
  var cache = home.resolve("lib/" + part + ".aot");
  var stamp = home.resolve("lib/" + part + ".aot.stamp");
  var wanted = digest(home);
  if (Files.exists(cache) && Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
    return;
  }
  Files.deleteIfExists(cache);
  Files.deleteIfExists(stamp);
  var work = Files.createTempDirectory("drydock-training");
  try {
    train(home, part, options, work, cache);
    Files.writeString(stamp, wanted);
  } catch (IOException e) {
    System.out.println("[WARNING] no AOT cache, drydock will start more slowly: " + e.getMessage());
  } finally {
    delete(work);
  }
}

void train(Path home, String part, String options, Path work, Path cache) throws Exception {
  var log = work.resolve("log");
  var builder =
      new ProcessBuilder(home.resolve("bin/drydock").toString(), "training", part, Files.createDirectory(work.resolve("training")).toString())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile());
  builder.environment().remove("DRYDOCK_JAVA_HOME");
  builder.environment().put("DRYDOCK_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache + " " + options);
  int code = builder.directory(work.toFile()).start().waitFor();
  if (code != 0 || !Files.exists(cache) || Files.size(cache) == 0) {
    Files.deleteIfExists(cache);
    var output = Files.readString(log);
    throw new IOException("drydock training ended with " + code + ": " + output.substring(Math.max(0, output.length() - 2000)));
  }
}

String digest(Path home) throws Exception {
  var digest = MessageDigest.getInstance("SHA-256"); // of what is in them: all have the same time
  List<Path> files;
  try (var jars = Files.list(home.resolve("lib"))) {
    files = new ArrayList<>(jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList());
  }
  files.add(home.resolve("bin/drydock"));
  for (var file : files) {
    digest.update((file.getFileName() + " " + Files.size(file) + " ").getBytes());
    digest.update(Files.readAllBytes(file));
  }
  digest.update(Files.readString(home.resolve("runtime/drydock-runtime")).getBytes());
  return HexFormat.of().formatHex(digest.digest());
}

void delete(Path path) throws IOException {
  if (!Files.exists(path)) {
    return;
  }
  try (var paths = Files.walk(path)) {
    for (var each : paths.sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(each);
    }
  }
}
