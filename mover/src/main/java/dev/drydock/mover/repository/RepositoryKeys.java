// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.crypto.KeyFile;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The keys of a repository. Each holds the same master key, sealed with a password of its own: any
 * of the passwords opens the repository. Takes the lock it needs by itself; safe for use by many
 * threads.
 */
public final class RepositoryKeys {
  private static final byte[] PROBE = {1};

  private final Repository repository;

  /** Keys of this repository. */
  public RepositoryKeys(Repository repository) {
    this.repository = repository;
  }

  /**
   * Whose a key is, which it says to everybody.
   *
   * @param username name of a user
   * @param hostname name of a host
   */
  public record Owner(String username, String hostname) {}

  /**
   * What a key says of itself without being opened.
   *
   * @param id its id
   * @param owner whose it is; empty where it does not say
   * @param created when it was made; the epoch when it does not say
   * @param current whether the repository was opened with it
   */
  public record Key(Id id, Owner owner, Instant created, boolean current) {}

  /**
   * What can be read of the keys.
   *
   * @param keys those that can be read, by id
   * @param problems what is wrong with others, one sentence each
   */
  public record Listing(List<Key> keys, List<String> problems) {
    public Listing {
      keys = List.copyOf(keys);
      problems = List.copyOf(problems);
    }
  }

  /** All keys, under a shared lock. */
  public Listing list() {
    List<Key> keys = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      for (Id id : repository.list(FileType.KEY).keySet()) {
        byte[] file;
        try {
          file = load(id);
        } catch (Storage.NotFoundException e) {
          continue; // removed since it was listed
        } catch (IOException e) {
          throw Failures.of("read keys/" + id, repository.storage(), e);
        }
        try {
          keys.add(describe(id, KeyFile.origin(file)));
        } catch (IOException e) {
          problems.add("The file keys/" + id + " is no key.");
          continue;
        }
        if (!Id.hash(file).equals(id)) {
          problems.add("The file keys/" + id + " is damaged: its hash is wrong.");
        }
      }
    }
    return new Listing(keys, problems);
  }

  /**
   * Adds a key, under a shared lock, and makes sure that it opens.
   *
   * @param password the new key's password, not empty
   * @return its id
   * @throws DrydockException {@code InvalidRequest} if there are as many keys as are ever tried
   */
  public Id add(byte[] password, Owner owner) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      return write(password, owner);
    }
  }

  /**
   * Removes a key, under an exclusive lock: its password no longer opens the repository. Who has
   * opened the repository with it before has the master key and can keep it.
   *
   * @param idOrPrefix its id, or the unique beginning of it
   * @return its id
   * @throws DrydockException {@code InvalidRequest} if there is no such key, or several, or it is
   *     the one in use, or no other would be left
   */
  public Id remove(String idOrPrefix) {
    try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      Set<Id> present = repository.list(FileType.KEY).keySet();
      Id id = find(present, idOrPrefix);
      if (present.size() == 1) {
        throw invalid(
            "The key "
                + id.brief()
                + " is the only one: without it nothing could ever be restored. Add another one"
                + " first.");
      }
      if (id.equals(repository.keyId())) {
        throw invalid(
            "The key "
                + id.brief()
                + " is the one that the repository was opened with. To remove it, open the"
                + " repository with the password of another one.");
      }
      if (!present.contains(repository.keyId())) {
        throw invalid(
            "The key that the repository was opened with has been removed meanwhile, so that"
                + " nobody knows whether another one opens. Nothing was removed. Try again with a"
                + " password that opens it.");
      }
      repository.removeFiles(FileType.KEY, Set.of(id));
      return id;
    }
  }

  /**
   * Replaces the key in use, under an exclusive lock: the new one is durable and known to open
   * before the old one goes. Killing it at any point leaves at least one of the two.
   *
   * @param password the new password, not empty
   * @return id of the new key
   */
  public Id changePassword(byte[] password, Owner owner) {
    try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      Id old = repository.keyId();
      Id added = write(password, owner);
      try {
        repository.removeFiles(FileType.KEY, Set.of(old));
      } catch (DrydockException e) {
        throw new DrydockException(
            e.reason(),
            "The new password opens the repository, but so does the old one still: the key "
                + old.brief()
                + " could not be removed ("
                + e.getMessage()
                + "). Remove it, opening the repository with the new password.",
            e);
      }
      repository.useKey(added);
      return added;
    }
  }

  private Id write(byte[] password, Owner owner) {
    if (password.length == 0) {
      throw invalid("The new password is empty. Choose one that is not.");
    }
    int count = repository.list(FileType.KEY).size();
    if (count >= Keys.MAX_KEYS) {
      throw invalid(
          "The repository at "
              + repository.location()
              + " has "
              + count
              + " keys, and no more than "
              + Keys.MAX_KEYS
              + " are tried when it is opened. Remove one that is no longer used.");
    }
    repository.verifyLocked();
    String name =
        Keys.add(repository.storage(), repository.key(), password, repository.options(), owner);
    try {
      verifyOpens(Id.parse(name), password);
    } catch (DrydockException e) {
      try {
        Keys.remove(repository.storage(), name);
      } catch (DrydockException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    return Id.parse(name);
  }

  private void verifyOpens(Id id, byte[] password) {
    byte[] file;
    try {
      file = load(id);
    } catch (IOException e) {
      throw Failures.of("read the new key back", repository.storage(), e);
    }
    try {
      KeyFile.open(file, password).open(repository.key().seal(PROBE));
    } catch (IOException | AuthenticationFailedException e) {
      throw Failures.corrupt(
          "The new key does not open after it was stored at "
              + repository.location()
              + " ("
              + e.getMessage()
              + "). The keys are as before. Check the store, and the memory of this machine.",
          e);
    }
  }

  private Key describe(Id id, KeyFile.Origin origin) {
    return new Key(
        id,
        new Owner(origin.username(), origin.hostname()),
        origin.created(),
        id.equals(repository.keyId()));
  }

  private Id find(Set<Id> present, String idOrPrefix) {
    List<Id> matches =
        present.stream()
            .filter(id -> !idOrPrefix.isEmpty() && id.hex().startsWith(idOrPrefix))
            .toList();
    if (matches.isEmpty()) {
      throw invalid(
          "There is no key '"
              + idOrPrefix
              + "' at "
              + repository.location()
              + ". List the keys to see which there are.");
    }
    if (matches.size() > 1) {
      throw invalid(
          "The ids of "
              + matches.size()
              + " keys begin with '"
              + idOrPrefix
              + "'. Give more digits.");
    }
    return matches.getFirst();
  }

  private byte[] load(Id id) throws IOException {
    return SealedFiles.loadNamed(repository.storage(), FileType.KEY, id.hex());
  }

  private static DrydockException invalid(String message) {
    return new DrydockException(FailureReason.InvalidRequest, message);
  }
}
