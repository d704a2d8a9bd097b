// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.job.TransferLimits;
import dev.drydock.mover.storage.retry.Pause;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients for S3 servers. Nothing is contacted before the client is used. */
public final class S3Clients {
  private static final int CONNECTIONS = 64;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration SOCKET_TIMEOUT = Duration.ofMinutes(2);

  /**
   * For servers that are not Amazon's, which the metadata service of a machine knows nothing of.
   */
  private static final AwsRegionProviderChain NOT_OF_THE_MACHINE =
      new AwsRegionProviderChain(
          new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());

  private S3Clients() {}

  /**
   * A client for the server of a location. Servers differ in which checksums they understand:
   * unless told that this one knows the newer ones, only Content-MD5 is sent, which all know.
   *
   * @throws DrydockException if a file with keys or certificates cannot be used
   */
  public static S3Client connect(RepositoryLocation.S3 location) {
    var http =
        Apache5HttpClient.builder()
            .maxConnections(CONNECTIONS)
            .connectionTimeout(CONNECT_TIMEOUT)
            .connectionAcquisitionTimeout(SOCKET_TIMEOUT)
            .socketTimeout(SOCKET_TIMEOUT)
            .tcpKeepAlive(true);
    if (location.authorities() != null) {
      var trust = CertificateFile.trustManagers(location.authorities());
      http.tlsTrustManagersProvider(() -> trust);
    } else if (location.caFile() != null) {
      var trust = CertificateFile.trustManagers(Path.of(location.caFile()));
      http.tlsTrustManagersProvider(() -> trust);
    }
    S3ClientBuilder client =
        S3Client.builder()
            .httpClientBuilder(limited(http, location.limits()))
            .region(region(location))
            .credentialsProvider(S3Credentials.provider(location))
            .forcePathStyle(location.pathStyle())
            // Retries are made in one place, which knows what a lost answer means.
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (location.checksumsWhenSupported()) {
      client
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED);
    } else {
      client
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
          .addPlugin(LegacyMd5Plugin.create());
    }
    if (location.endpoint() != null) {
      client.endpointOverride(endpoint(location.endpoint()));
    }
    return client.build();
  }

  private static SdkHttpClient.Builder<?> limited(
      SdkHttpClient.Builder<?> http, @Nullable TransferLimits limits) {
    return limits == null || limits.equals(TransferLimits.NONE)
        ? http
        : new ThrottledHttpClient.Builder(
            http, throttle(limits.uploadKibPerSecond()), throttle(limits.downloadKibPerSecond()));
  }

  private static @Nullable Throttle throttle(int kibPerSecond) {
    return kibPerSecond == 0
        ? null
        : new Throttle((long) kibPerSecond << 10, System::nanoTime, Pause.REAL);
  }

  private static URI endpoint(String endpoint) {
    String address = endpoint.contains("://") ? endpoint : "https://" + endpoint;
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw badEndpoint(endpoint, e);
    }
    throw badEndpoint(endpoint, null);
  }

  private static DrydockException badEndpoint(String endpoint, @Nullable Throwable cause) {
    return new DrydockException(
        FailureReason.InvalidRequest,
        "the S3 endpoint "
            + endpoint
            + " is not an address; write it like https://s3.example.com or http://host:9000",
        cause);
  }

  private static Region region(RepositoryLocation.S3 location) {
    String region = location.region();
    if (region != null && !region.isBlank()) {
      return Region.of(region);
    }
    try {
      Region found =
          location.endpoint() == null
              ? DefaultAwsRegionProviderChain.builder().build().getRegion()
              : NOT_OF_THE_MACHINE.getRegion();
      return found == null ? Region.US_EAST_1 : found;
    } catch (SdkClientException e) {
      return Region.US_EAST_1;
    }
  }
}
