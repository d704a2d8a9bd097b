# The adapter, the operator of a cluster, the movers and the runner of compose files are all this one image.
# Build the program first: mvn -q -DskipTests package
# What this file makes anew gets the time of the release (project.build.outputTimestamp), so that two builds of one commit
# on one base image, with the same packages, differ in nothing but their AOT caches; docs/adr/0030 says more.
FROM debian:trixie-slim
ARG SOURCE_DATE_EPOCH=1793491200
RUN touch /before \
 && apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl docker-cli docker-compose \
 && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/*.log /var/cache/ldconfig /var/cache/debconf/*-old /var/lib/dpkg/*-old \
 && mkdir -p /opt/drydock /usr/share/doc/drydock \
 && ln -s /opt/drydock/bin/drydock /usr/local/bin/drydock \
 && ln -s /opt/drydock/sbom/drydock.cdx.json /usr/share/doc/drydock/sbom.cdx.json \
 && find / -xdev -newer /before ! -path '/proc/*' ! -path '/sys/*' -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} + \
 && rm /before && touch -d "@$SOURCE_DATE_EPOCH" /
COPY compose-adapter/target/drydock /opt/drydock
LABEL org.opencontainers.image.title="Drydock" \
      org.opencontainers.image.licenses="Apache-2.0"
ENTRYPOINT ["/opt/drydock/bin/drydock"]
CMD ["--help"]
