// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.storage.FileNames;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A store in a bucket, below a prefix, with the same layout as in a directory. */
public final class S3Storage implements Storage {
  private static final int PART_SIZE = 32 << 20;

  /** What keeps a connection of 1 Gbit/s busy over half a second, whatever the size of packs. */
  private static final long BYTES_IN_FLIGHT = 64 << 20;

  /** Not every server knows unfinished uploads, and not all keys may see them. */
  private static final Set<Integer> OPTIONAL = Set.of(403, 404, 405, 501);

  private static final Logger LOG = LoggerFactory.getLogger(S3Storage.class);
  private static final Pattern TOTAL = Pattern.compile("/([0-9]{1,18})$");

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final String location;
  private final S3Errors errors;
  private final S3Writer writer;
  private final S3Remover remover;

  /** A store at a location; {@code client} is closed with it. */
  public S3Storage(S3Client client, RepositoryLocation.S3 location) {
    this(client, location, PART_SIZE);
  }

  S3Storage(S3Client client, RepositoryLocation.S3 location, int partSize) {
    this.client = client;
    this.bucket = location.bucket();
    this.prefix = location.prefix().isEmpty() ? "" : location.prefix() + "/";
    String host = host(location);
    this.location =
        "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + location.prefix()) + " on " + host;
    this.errors = new S3Errors(host, bucket);
    this.writer =
        new S3Writer(
            client,
            bucket,
            partSize,
            !location.checksumsWhenSupported(),
            new BytesInFlight(BYTES_IN_FLIGHT));
    this.remover = new S3Remover(client, bucket);
  }

  private static String host(RepositoryLocation.S3 location) {
    String endpoint = location.endpoint();
    if (endpoint == null) {
      return "Amazon S3";
    }
    String authority =
        URI.create(endpoint.contains("://") ? endpoint : "https://" + endpoint).getRawAuthority();
    return authority == null ? endpoint : authority.substring(authority.lastIndexOf('@') + 1);
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public boolean isDistant() {
    return true;
  }

  @Override
  public void create() throws IOException {
    try {
      client.headBucket(r -> r.bucket(bucket));
      errors.answered();
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        throw errors.bucketMissing(e, "create the repository");
      }
      throw errors.explain(e, "look at bucket " + bucket);
    } catch (SdkException e) {
      throw errors.explain(e, "look at bucket " + bucket);
    }
  }

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    String key = key(type, name);
    try {
      writer.write(key, ByteBuffers.of(content), type == FileType.DOCUMENT);
      errors.answered();
    } catch (S3Exception e) {
      if (e.statusCode() == 412) {
        throw new FileExistsException(key + " exists already in bucket " + bucket);
      }
      throw errors.explain(e, "write " + key);
    } catch (SdkException e) {
      throw errors.explain(e, "write " + key);
    }
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    return load(type, name, offset, length, null);
  }

  @Override
  public void load(FileType type, String name, long offset, ByteBuffer target) throws IOException {
    load(type, name, offset, target.remaining(), target.duplicate());
  }

  private ByteBuffer load(
      FileType type, String name, long offset, int length, @Nullable ByteBuffer target)
      throws IOException {
    String key = key(type, name);
    if (length == 0) {
      size(type, name);
      return ByteBuffer.allocate(0);
    }
    try {
      long start = offset < 0 && length >= 0 ? size(type, name) + offset : offset;
      if (start < 0 && length >= 0) {
        throw tooShort(key, offset, length);
      }
      GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key);
      if (length >= 0) {
        request.range("bytes=" + start + "-" + (start + length - 1));
      } else if (offset < 0) {
        request.range("bytes=" + offset);
      } else {
        // Also from the start: the answer to a range says how long the whole is.
        request.range("bytes=" + offset + "-");
      }
      ObjectContent answer = client.getObject(request.build(), ObjectContent.into(target));
      errors.answered();
      verifyLength(type, name, offset, length, answer);
      return answer.bytes();
    } catch (NoSuchKeyException e) {
      throw missing(key);
    } catch (S3Exception e) {
      if (e.statusCode() == 416) {
        if (offset == 0 && length < 0 && size(type, name) == 0) {
          return ByteBuffer.allocate(0); // no range of an empty file can be satisfied
        }
        throw tooShort(key, offset, length);
      }
      if (e.statusCode() == 404 && S3Errors.code(e).isEmpty()) {
        // What is missing was lost on the way, or the server never says; this asks for the file.
        throw new StorageException(
            key + " has " + size(type, name) + " bytes, but the answer to reading it says 404",
            true,
            e);
      }
      throw errors.explain(e, "read " + key);
    } catch (SdkException e) {
      throw errors.explain(e, "read " + key);
    }
  }

  /** Fails unless all that was asked for has come; what the file does have may come yet. */
  private void verifyLength(
      FileType type, String name, long offset, int length, ObjectContent answer)
      throws IOException {
    long wanted;
    if (length >= 0) {
      wanted = length;
    } else if (offset < 0) {
      wanted = -offset;
    } else {
      wanted = total(answer.range(), type, name) - offset;
    }
    if (answer.length() == wanted) {
      return;
    }
    long end = offset < 0 ? -offset : offset + wanted;
    if (size(type, name) >= end) {
      throw new StorageException(
          "of %s %d bytes arrived from %s instead of %d"
              .formatted(key(type, name), answer.length(), location, wanted),
          true,
          null);
    }
    throw tooShort(key(type, name), offset, length);
  }

  private long total(@Nullable String contentRange, FileType type, String name) throws IOException {
    Matcher total = TOTAL.matcher(contentRange == null ? "" : contentRange);
    return total.find() ? Long.parseLong(total.group(1)) : size(type, name);
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    String key = key(type, name);
    try {
      return client.headObject(r -> r.bucket(bucket).key(key)).contentLength();
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        create(); // the answer to HEAD does not say whether the file or the bucket is missing
        throw missing(key);
      }
      throw errors.explain(e, "read " + key);
    } catch (SdkException e) {
      throw errors.explain(e, "read " + key);
    }
  }

  @Override
  public Map<String, Long> list(FileType type) throws IOException {
    boolean single = type == FileType.CONFIG;
    String start = prefix + type.directory() + (single ? "" : "/");
    Map<String, Long> found = new HashMap<>();
    try {
      for (ListObjectsV2Response page :
          client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(start))) {
        if (page.isTruncated() == null) {
          // What is no listing would otherwise look like an empty one.
          throw new StorageException(
              "the answer of " + location + " to a listing of " + start + " is none", true, null);
        }
        for (S3Object object : page.contents()) {
          String key = object.key();
          String name =
              type == FileType.DOCUMENT || single
                  ? key.substring(start.length())
                  : key.substring(key.lastIndexOf('/') + 1);
          if (single ? name.isEmpty() : !name.isEmpty() && FileNames.isListed(type, name)) {
            found.put(single ? type.directory() : name, object.size());
          }
        }
      }
      errors.answered();
      return found;
    } catch (SdkException e) {
      throw errors.explain(e, "list " + start);
    }
  }

  @Override
  public void remove(FileType type, Collection<String> names) throws IOException {
    try {
      Map<String, String> keys = new LinkedHashMap<>();
      names.forEach(name -> keys.put(key(type, name), name));
      remover.remove(keys);
    } catch (SdkException e) {
      throw errors.explain(e, "remove files below " + prefix + type.directory());
    }
  }

  /**
   * Gives up multipart uploads that nobody completed: no listing shows them, but they take room.
   */
  @Override
  public void removeLeftovers(Instant before) throws IOException {
    try {
      client.listMultipartUploadsPaginator(r -> r.bucket(bucket).prefix(prefix)).uploads().stream()
          .filter(upload -> upload.initiated() != null && upload.initiated().isBefore(before))
          .forEach(
              upload ->
                  client.abortMultipartUpload(
                      r -> r.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
    } catch (S3Exception e) {
      if (!OPTIONAL.contains(e.statusCode())) {
        throw errors.explain(e, "look for unfinished uploads below " + prefix);
      }
      LOG.warn(
          "Unfinished uploads in bucket {} are not given up ({}); a lifecycle rule can do that",
          bucket,
          e.getMessage());
    } catch (SdkException e) {
      throw errors.explain(e, "look for unfinished uploads below " + prefix);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private String key(FileType type, String name) {
    return prefix + FileNames.path(type, name);
  }

  private NotFoundException missing(String key) {
    return new NotFoundException(key + " does not exist in bucket " + bucket);
  }

  private static StorageException tooShort(String key, long offset, int length) {
    return new StorageException(
        FailureReason.RepositoryCorrupt,
        "%s is cut short: %d bytes from %d were asked for".formatted(key, length, offset),
        false,
        null);
  }
}
