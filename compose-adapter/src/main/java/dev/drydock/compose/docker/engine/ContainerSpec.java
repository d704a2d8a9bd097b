// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumeOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to create. By default it may do nothing: no network, no capabilities, no new
 * privileges; each of these is granted one by one. Not safe for use by many threads.
 */
public final class ContainerSpec {
  private static final long MAX_PROCESSES = 1024;

  private final String image;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final List<Mount> mounts = new ArrayList<>();
  private final List<Bind> binds = new ArrayList<>();
  private final List<Capability> capabilities = new ArrayList<>();
  private final List<TarFile> files = new ArrayList<>();
  private final Map<String, String> tmpfs = new LinkedHashMap<>();
  private List<String> entrypoint = List.of();
  private List<String> environment = List.of();
  private @Nullable String name;
  private String filesPath = "/";
  private String network = "none";
  private String user = "0:0";
  private boolean readOnlyRoot;
  private boolean logged = true;
  private boolean autoRemove;
  private long memory;
  private long sharedMemory;

  /** A container of this image. */
  public ContainerSpec(String image) {
    this.image = image;
  }

  /** Gives it a name; one that exists makes creating fail. */
  public ContainerSpec name(String value) {
    name = value;
    return this;
  }

  /** Adds a label. */
  public ContainerSpec label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /** Adds labels. */
  public ContainerSpec labels(Map<String, String> values) {
    labels.putAll(values);
    return this;
  }

  /** The program and its arguments; replaces entrypoint and command of the image. */
  public ContainerSpec command(List<String> value) {
    entrypoint = List.copyOf(value);
    return this;
  }

  /** Environment, each as name=value. Never secrets. */
  public ContainerSpec environment(List<String> value) {
    environment = List.copyOf(value);
    return this;
  }

  /** Mounts a named volume as it is: an empty one is not filled from the image. */
  public ContainerSpec volume(String volume, String path, boolean readOnly) {
    mounts.add(
        new Mount()
            .withType(MountType.VOLUME)
            .withSource(volume)
            .withTarget(path)
            .withReadOnly(readOnly)
            .withVolumeOptions(new VolumeOptions().withNoCopy(true)));
    return this;
  }

  /** Mounts a path of the host, which must exist. */
  public ContainerSpec bind(String hostPath, String path, boolean readOnly) {
    mounts.add(
        new Mount()
            .withType(MountType.BIND)
            .withSource(hostPath)
            .withTarget(path)
            .withReadOnly(readOnly));
    return this;
  }

  /** Mounts a directory of the host, which the engine creates when it is missing. */
  public ContainerSpec bindCreating(String hostPath, String path) {
    binds.add(new Bind(hostPath, new Volume(path), AccessMode.rw));
    return this;
  }

  /** Grants capabilities. */
  public ContainerSpec capabilities(List<Capability> values) {
    capabilities.addAll(values);
    return this;
  }

  /** Network mode, such as bridge, host or container:ID. */
  public ContainerSpec network(String value) {
    network = value;
    return this;
  }

  /** User to run as. */
  public ContainerSpec user(String value) {
    user = value;
    return this;
  }

  /** Puts files into it before it starts. */
  public ContainerSpec files(String path, List<TarFile> values) {
    filesPath = path;
    files.addAll(values);
    return this;
  }

  /** Makes its file system read-only, with a small writable /tmp from which code may be mapped. */
  public ContainerSpec readOnlyRoot() {
    readOnlyRoot = true;
    tmpfs.put("/tmp", "rw,exec,nosuid,nodev,mode=1777,size=256m");
    return this;
  }

  /** Keeps what it says out of the engine's logs, which are files on the host. */
  public ContainerSpec unlogged() {
    logged = false;
    return this;
  }

  /** Has the engine remove it as soon as it ends, even when nobody is left to ask for it. */
  public ContainerSpec removedAtItsEnd() {
    autoRemove = true;
    return this;
  }

  /** Limits its memory, in bytes. */
  public ContainerSpec memory(long bytes) {
    memory = bytes;
    return this;
  }

  String image() {
    return image;
  }

  /** Size of its shared memory, in bytes. */
  public ContainerSpec sharedMemory(long bytes) {
    sharedMemory = bytes;
    return this;
  }

  @Nullable String name() {
    return name;
  }

  Map<String, String> labels() {
    return labels;
  }

  List<String> entrypoint() {
    return entrypoint;
  }

  List<String> environment() {
    return environment;
  }

  List<TarFile> files() {
    return files;
  }

  String filesPath() {
    return filesPath;
  }

  String user() {
    return user;
  }

  HostConfig hostConfig() {
    HostConfig config =
        HostConfig.newHostConfig()
            .withMounts(mounts)
            .withBinds(binds)
            .withCapDrop(Capability.ALL)
            .withCapAdd(capabilities.toArray(Capability[]::new))
            .withSecurityOpts(List.of("no-new-privileges"))
            .withNetworkMode(network)
            .withReadonlyRootfs(readOnlyRoot)
            .withTmpFs(tmpfs)
            .withPidsLimit(MAX_PROCESSES)
            .withAutoRemove(autoRemove)
            .withLogConfig(
                logged
                    ? new LogConfig(
                        LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "16m", "max-file", "3"))
                    : new LogConfig(LogConfig.LoggingType.NONE));
    if (sharedMemory > 0) {
      config.withShmSize(sharedMemory);
    }
    return memory == 0 ? config : config.withMemory(memory).withMemorySwap(memory);
  }
}
