/**
 * A service that is sent events as bookmakers serve them and answers with their prices in canonical terms:
 *
 *   DATABASE_URL=postgres://… PORT=3000 npx tsx examples/fastify-service.ts
 *   curl -H 'content-type: application/json' --data @examples/payloads/sportybet.json localhost:3000/events/sportybet
 *
 * It migrates at start-up, tells its health at /health, and on SIGTERM answers what it is answering, writes what it has counted
 * and ends.
 */
import Fastify from 'fastify';
import knex from 'knex';
import { createMarketMapper, isMarketMappingError, KNOWN_SOURCES, parseEvent, runMigrations } from 'market-mapping';

/** The mapper asks every 30 seconds: a snapshot that was not found to be current for so long serves, but somebody should look. */
const STALE_AFTER_MS = 120_000;

const app = Fastify({ logger: { level: 'warn' }, forceCloseConnections: 'idle' });
const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
await runMigrations(db);
const mapper = await createMarketMapper(db, { logger: { warn: (message, detail) => app.log.warn(detail, message) } });

app.post<{ Params: { source: string } }>('/events/:source', async (request, reply) => {
  const { source } = request.params;
  if (!KNOWN_SOURCES.some(known => known === source))
    return reply.code(404).send({ error: `there is no source ${source}` });
  const prices = [];
  let unmapped = 0;
  for (const { market, resolution } of mapper.resolveEvent(parseEvent(request.body, source))) {
    if (resolution.status !== 'mapped') mapper.recordUnmapped(market, resolution);
    if (resolution.status === 'unmapped') {
      unmapped++;
      continue;
    }
    const { mapping, parameter, outcomes } = resolution;
    for (const { canonicalId, odds, active } of outcomes) {
      prices.push({ market: mapping.canonicalId, parameter, outcome: canonicalId, odds, active });
    }
  }
  return { prices, unmapped };
});

app.get('/health', async (_, reply) => {
  const { snapshotAgeMs, snapshotSize, dropped, propagation } = mapper.stats();
  const isHealthy = snapshotAgeMs < STALE_AFTER_MS;
  return reply.code(isHealthy ? 200 : 503).send({ isHealthy, snapshotAgeMs, snapshotSize, dropped, propagation });
});

app.setErrorHandler((error, _, reply) => {
  if (isMarketMappingError(error) && error.code === 'INVALID_PAYLOAD') {
    return reply.code(422).send({ code: error.code, error: error.message });
  }
  return reply.send(error);
});

// After the last answer: what was counted is written, then the connections go.
app.addHook('onClose', async () => {
  await mapper.close();
  await db.destroy();
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close());

console.log(
  `listening on ${await app.listen({ host: process.env.HOST ?? '127.0.0.1', port: Number(process.env.PORT ?? 3000) })}`,
);
