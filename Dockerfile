# Only the first stage needs npm and glibc (the pinned Node of the build is a glibc binary); what it makes is plain
# JavaScript with everything bundled. The second stage's node_modules hold but what signs people in, for servers that do.
FROM --platform=$BUILDPLATFORM node:24.18.0-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY scripts/trim.mjs scripts/
RUN npm ci
COPY scripts/sign-in/package.json scripts/sign-in/package-lock.json sign-in/
RUN npm ci --prefix sign-in
COPY . .
RUN npm run build
# Copied below with its owner: a volume that is mounted there for the first time takes it over.
RUN mkdir -m 700 state

FROM node:24.19.0-alpine@sha256:d32cdf619f63fe0471182d08996dd516c6275bb5fd31ae06e55a570bd9e1ad43
WORKDIR /app
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/dist dist
COPY --from=build /build/sign-in/node_modules node_modules
COPY --from=build --chown=node:node /build/state /var/lib/snovio-mcp
ENV NODE_ENV=production SNOVIO_STATE_DIR=/var/lib/snovio-mcp
USER node
VOLUME /var/lib/snovio-mcp
EXPOSE 3920
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3920/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["http", "--host", "0.0.0.0", "--port", "3920"]
