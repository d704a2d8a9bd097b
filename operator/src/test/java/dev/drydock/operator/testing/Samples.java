// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.List;
import java.util.Map;

/** The shop: an application like those of the users. */
public final class Samples {
  /** Namespace of everything. */
  public static final String NAMESPACE = "default";

  private Samples() {}

  /** The compose project shop. */
  public static ApplicationSpec shopSpec() {
    return new ApplicationSpec(new ComposeApplication("shop"), null);
  }

  /** A database, a web service with an uploads volume and a bind mount, a cache opted out. */
  public static ApplicationManifest shop() {
    return new ApplicationManifest(
        shopSpec(),
        "shop",
        "/srv/shop",
        List.of(
            new Volume(
                "data",
                VolumeKind.Named,
                "shop_data",
                Map.of("db", "/var/lib/postgresql/data"),
                "db",
                false,
                false),
            new Volume(
                "uploads",
                VolumeKind.Named,
                "shop_uploads",
                Map.of("web", "/uploads"),
                null,
                false,
                false),
            new Volume(
                "config",
                VolumeKind.Bind,
                "/srv/shop/config",
                Map.of("web", "/config"),
                null,
                false,
                false),
            new Volume(
                "cache",
                VolumeKind.Named,
                "shop_cache",
                Map.of("web", "/cache"),
                null,
                false,
                true)),
        List.of(
            new ApplicationManifest.Database(
                "db",
                DatabaseEngine.PostgreSQL,
                "db",
                "postgres:17",
                "shop",
                "shop",
                "data",
                "/var/lib/postgresql/data")),
        List.of("/srv/shop/compose.yaml", "/srv/shop/.env", "/etc/shop/tls.crt"),
        List.of("/srv/shop/compose.yaml"),
        List.of(),
        List.of(),
        List.of(
            new ApplicationManifest.Service("db", "postgres:17", List.of(), Map.of()),
            new ApplicationManifest.Service("web", "shop-web:1", List.of("db"), Map.of())),
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }

  /** The same application with other services. */
  public static ApplicationManifest withServices(
      ApplicationManifest from, List<ApplicationManifest.Service> services) {
    return new ApplicationManifest(
        from.application(),
        from.name(),
        from.directory(),
        from.volumes(),
        from.databases(),
        from.configurationFiles(),
        from.composeFiles(),
        from.environmentFiles(),
        from.profiles(),
        services,
        from.warnings(),
        from.externalNetworks(),
        Map.of(),
        List.of());
  }
}
