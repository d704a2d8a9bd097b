# The adapter, the movers and the runner of compose files are all this one image.
# Build the program first: mvn -q -DskipTests package
FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl docker-cli docker-compose \
 && rm -rf /var/lib/apt/lists/*
COPY compose-adapter/target/drydock /opt/drydock
RUN ln -s /opt/drydock/bin/drydock /usr/local/bin/drydock
LABEL org.opencontainers.image.title="Drydock" \
      org.opencontainers.image.licenses="Apache-2.0"
ENTRYPOINT ["/opt/drydock/bin/drydock"]
CMD ["--help"]
