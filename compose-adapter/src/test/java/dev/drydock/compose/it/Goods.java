// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

/** What the shop of a {@link Site} has, and must have again: rows of a database, and files. */
final class Goods {
  static final int ORDERS = 2000;

  private Goods() {}

  /** Makes the rows and files of a shop that has none. */
  static void fill(Site site) {
    sql(
        site,
        "create table orders (id int primary key, what text not null);"
            + " insert into orders select i, 'order ' || i from generate_series(1, "
            + ORDERS
            + ") i; create role reader login password 'read'; grant select on orders to reader");
    site.exec(
        "web",
        "cd /srv/uploads && for i in $(seq 1 40); do head -c 20000 /dev/urandom >image-$i.bin; done;"
            + " echo upload 7 >7.txt; chmod 600 7.txt; mkdir -p deep/er; echo note >deep/er/note;"
            + " chmod 750 deep; ln -s ../7.txt deep/link; touch -d 2020-02-02 image-3.bin");
  }

  /** Loses and spoils rows and files, and makes others. */
  static void damage(Site site) {
    sql(site, "delete from orders where id > 10");
    damageFiles(site);
  }

  static void damageFiles(Site site) {
    site.exec(
        "web", "cd /srv/uploads && rm image-1?.bin && echo ruined >image-7.bin && echo >added");
  }

  static String sql(Site site, String statement) {
    return site.exec("db", "psql -v ON_ERROR_STOP=1 -U shop -d orders -Atqc \"" + statement + "\"");
  }

  /** Everything that must come back, as one text. */
  static String of(Site site) {
    return rows(site) + "\n" + files(site);
  }

  /** By the password over the network, as the application has it, and as a role of its own. */
  static String rows(Site site) {
    return site.exec(
        "db",
        "h=$(hostname -i); q=\"select count(*), md5(string_agg(id || what, ',' order by id)) from orders\";"
            + " PGPASSWORD=\"$POSTGRES_PASSWORD\" psql -At -h \"$h\" -U shop -d orders -c \"$q\" &&"
            + " PGPASSWORD=read psql -At -h \"$h\" -U reader -d orders -c \"$q\"");
  }

  static String files(Site site) {
    return site.exec(
        "web",
        "cd /srv/uploads && find . -mindepth 1 -printf '%p %y %m %U:%G %l %T@\\n' | sort"
            + " && find . -type f -exec sha256sum {} + | sort && sha256sum /srv/serve/serve.pl");
  }
}
