// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * Finds the keys of a location: in two or three files, in a credentials file, in the directory of a
 * mounted Secret, or where the SDK looks.
 */
final class S3Credentials {
  private S3Credentials() {}

  static AwsCredentialsProvider provider(RepositoryLocation.S3 location) {
    String accessKeyFile = location.accessKeyFile();
    String secretKeyFile = location.secretKeyFile();
    String sessionTokenFile = location.sessionTokenFile();
    if (accessKeyFile != null && secretKeyFile != null) {
      return StaticCredentialsProvider.create(
          sessionTokenFile == null
              ? AwsBasicCredentials.create(key(accessKeyFile), key(secretKeyFile))
              : AwsSessionCredentials.create(
                  key(accessKeyFile), key(secretKeyFile), key(sessionTokenFile)));
    }
    if (accessKeyFile != null || secretKeyFile != null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "of the two S3 keys only one is given; give both, or a credentials file");
    }
    if (sessionTokenFile != null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "an S3 session token is given without the two keys that belong to it; give all three");
    }
    String credentialsFile = location.credentialsFile();
    if (credentialsFile == null) {
      return DefaultCredentialsProvider.builder().build();
    }
    String profile = Objects.requireNonNullElse(location.profile(), "default");
    return Files.isDirectory(Path.of(credentialsFile))
        ? mounted(Path.of(credentialsFile), profile)
        : profile(credentialsFile, profile);
  }

  /** The keys of a Secret, of which whoever had it mounted could not know which it has. */
  private static AwsCredentialsProvider mounted(Path directory, String name) {
    Optional<Path> profile = one(directory, "cloud");
    if (profile.isPresent()) {
      return profile(profile.get().toString(), name);
    }
    Path accessKey = required(directory, "accessKeyId", "AWS_ACCESS_KEY_ID");
    Path secretKey = required(directory, "secretAccessKey", "AWS_SECRET_ACCESS_KEY");
    Optional<Path> token = one(directory, "sessionToken", "AWS_SESSION_TOKEN");
    return StaticCredentialsProvider.create(
        token.isPresent()
            ? AwsSessionCredentials.create(
                key(accessKey.toString()), key(secretKey.toString()), key(token.get().toString()))
            : AwsBasicCredentials.create(key(accessKey.toString()), key(secretKey.toString())));
  }

  private static Path required(Path directory, String... names) {
    return one(directory, names)
        .orElseThrow(
            () -> unreadable(directory.toString(), "the Secret has no key " + names[0], null));
  }

  private static Optional<Path> one(Path directory, String... names) {
    return Stream.of(names).map(directory::resolve).filter(Files::exists).findFirst();
  }

  private static AwsCredentialsProvider profile(String credentialsFile, String name) {
    Path file = Path.of(credentialsFile);
    if (!Files.isReadable(file)) {
      throw unreadable(credentialsFile, "it does not exist or may not be read", null);
    }
    try {
      ProfileFile profiles =
          ProfileFile.builder().content(file).type(ProfileFile.Type.CREDENTIALS).build();
      if (profiles.profile(name).isEmpty()) {
        throw unreadable(credentialsFile, "it has no section [%s]".formatted(name), null);
      }
      return ProfileCredentialsProvider.builder().profileFile(profiles).profileName(name).build();
    } catch (RuntimeException e) {
      if (e instanceof DrydockException) {
        throw e;
      }
      // The SDK's message may quote a line of the file, so it is not passed on.
      throw unreadable(credentialsFile, "it is not an AWS credentials file", null);
    }
  }

  private static String key(String file) {
    try {
      String key = Files.readString(Path.of(file)).strip();
      if (key.isEmpty()) {
        throw unreadable(file, "it is empty", null);
      }
      return key;
    } catch (IOException e) {
      throw unreadable(file, "it does not exist or may not be read", e);
    }
  }

  private static DrydockException unreadable(
      String file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new DrydockException(
        FailureReason.SecretNotFound,
        "cannot take S3 credentials from " + file + ": " + why,
        cause);
  }
}
