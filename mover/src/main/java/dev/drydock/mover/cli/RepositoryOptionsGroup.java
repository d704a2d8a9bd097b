// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.job.TransferLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where a repository is and how it is opened. */
final class RepositoryOptionsGroup {
  private static final String S3 = "s3:";
  private static final Pattern AMAZON =
      Pattern.compile("s3(?:[.-]([a-z0-9-]+))?\\.amazonaws\\.com(?:\\.cn)?");

  @Option(
      names = {"-r", "--repository"},
      required = true,
      paramLabel = "PLACE",
      description = {
        "A directory, s3:https://HOST/BUCKET/PREFIX, s3:BUCKET/PREFIX or s3://BUCKET/PREFIX."
      })
  private String repository = "";

  @Option(
      names = {"-p", "--password-file"},
      required = true,
      paramLabel = "FILE",
      description = "File that holds the password.")
  private String passwordFile = "";

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "Address of the S3 server; Amazon's when left out.")
  private @Nullable String endpoint;

  @Option(names = "--s3-region", paramLabel = "REGION", description = "Region of the bucket.")
  private @Nullable String region;

  @Option(
      names = "--s3-path-style",
      negatable = true,
      paramLabel = "BOOL",
      description = "Address buckets by path; the default with an endpoint.")
  private @Nullable Boolean pathStyle;

  @Option(
      names = "--s3-ca",
      paramLabel = "FILE",
      description = "Certificate authorities (PEM) to trust instead of the system's.")
  private @Nullable String caFile;

  @Option(
      names = "--s3-credentials-file",
      paramLabel = "FILE",
      description = "AWS credentials file with a section [default].")
  private @Nullable String credentialsFile;

  @Option(
      names = "--s3-access-key-file",
      paramLabel = "FILE",
      description = "File that holds the access key id.")
  private @Nullable String accessKeyFile;

  @Option(
      names = "--s3-secret-key-file",
      paramLabel = "FILE",
      description = "File that holds the secret access key.")
  private @Nullable String secretKeyFile;

  @Option(
      names = "--s3-session-token-file",
      paramLabel = "FILE",
      description = "File that holds the session token of temporary keys.")
  private @Nullable String sessionTokenFile;

  @Option(
      names = "--s3-checksums",
      description = "Send the newer protocol's checksums always, for servers that know them.")
  private boolean checksums;

  @Option(
      names = "--limit-upload",
      paramLabel = "KiB/s",
      defaultValue = "0",
      description = "Send no more to an S3 server than that, on all connections together.")
  private int limitUpload;

  @Option(
      names = "--limit-download",
      paramLabel = "KiB/s",
      defaultValue = "0",
      description = "Take no more from an S3 server than that, on all connections together.")
  private int limitDownload;

  /** Whether both a place and a password file are named. */
  boolean isComplete() {
    return !repository.isEmpty() && !passwordFile.isEmpty();
  }

  RepositoryLocation location() {
    if (!repository.startsWith(S3)) {
      return new RepositoryLocation.Directory(
          Path.of(repository).toAbsolutePath().toString(), passwordFile);
    }
    String place = repository.substring(S3.length());
    String server = endpoint;
    if (place.startsWith("http://") || place.startsWith("https://")) {
      if (server != null) {
        throw invalid("the S3 endpoint is given twice, in --repository and by --s3-endpoint");
      }
      server = server(place);
      place = place.substring(server.length());
    }
    boolean named = place.startsWith("//"); // s3://BUCKET
    while (place.startsWith("/")) {
      place = place.substring(1);
    }
    while (place.endsWith("/")) {
      place = place.substring(0, place.length() - 1);
    }
    int slash = place.indexOf('/');
    String bucket = slash < 0 ? place : place.substring(0, slash);
    if (bucket.isEmpty()) {
      throw invalid(repository + " names no bucket; write it like s3:https://host/bucket/prefix");
    }
    Matcher amazon = AMAZON.matcher(bucket);
    if (!named && server == null && amazon.matches() && slash > 0) {
      // As restic writes it: the server comes first.
      String regionOfServer = amazon.group(1);
      return at(place.substring(slash + 1), null, region == null ? regionOfServer : region);
    }
    if (!named && server == null && slash > 0 && (bucket.contains(".") || bucket.contains(":"))) {
      throw invalid(
          "%s: is %s a server or a bucket? Write s3:https://%s for the one, s3://%s for the other"
              .formatted(repository, bucket, place, place));
    }
    return at(place, server, region);
  }

  private RepositoryLocation.S3 at(
      String place, @Nullable String server, @Nullable String regionOfBucket) {
    int slash = place.indexOf('/');
    return new RepositoryLocation.S3(
        slash < 0 ? place : place.substring(0, slash),
        slash < 0 ? "" : place.substring(slash + 1),
        server,
        regionOfBucket,
        pathStyle == null ? server != null : pathStyle,
        accessKeyFile,
        secretKeyFile,
        sessionTokenFile,
        credentialsFile,
        caFile,
        checksums,
        passwordFile,
        limits());
  }

  private @Nullable TransferLimits limits() {
    if (limitUpload < 0 || limitDownload < 0) {
      throw invalid("--limit-upload and --limit-download take KiB/s, 1 or more; 0 is no limit");
    }
    return limitUpload == 0 && limitDownload == 0
        ? null
        : new TransferLimits(limitUpload, limitDownload);
  }

  private static String server(String place) {
    try {
      URI uri = URI.create(place);
      if (uri.getRawAuthority() != null) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
      }
    } catch (IllegalArgumentException e) {
      throw invalid(place + " is not an address");
    }
    throw invalid(place + " is not an address");
  }

  private static DrydockException invalid(String message) {
    return new DrydockException(FailureReason.InvalidRequest, message);
  }
}
