# Build:  docker build -t greenlight .
# Run:    docker run -v ./greenlight.yaml:/etc/greenlight/greenlight.yaml:ro -v greenlight-data:/data \
#           --env-file .env -p 127.0.0.1:8080:8080 greenlight
# Ask:    docker run --rm -v ./greenlight.yaml:/etc/greenlight/greenlight.yaml:ro --env-file .env greenlight check

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production \
    GREENLIGHT_CONFIG=/etc/greenlight/greenlight.yaml \
    GREENLIGHT_HOST=0.0.0.0 \
    GREENLIGHT_PORT=8080 \
    DATABASE_URL=sqlite:/data/greenlight.db
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY . .
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# The server drains on SIGTERM by itself. Commands of targets that still run end with the container: their steps say "cut off" and can be retried.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.GREENLIGHT_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# docs/decisions/0015-small-young-generation.md
ENTRYPOINT ["node", "--max-semi-space-size=2", "src/main.ts"]
CMD ["start"]
