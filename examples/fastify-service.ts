/**
 * A service that is sent events as bookmakers serve them and answers with their prices in canonical terms:
 *
 *   DATABASE_URL=postgres://… PORT=3000 npx tsx examples/fastify-service.ts
 *   curl -H 'content-type: application/json' --data @examples/payloads/sportybet.json localhost:3000/events/sportybet
 *
 * The page for mapping is at /mappings/, to read only; with PAGE_PASSWORD set, whoever gives it (any name, by basic authentication) may
 * change things too, under that name.
 *
 * It migrates at start-up, tells its health at /healthz, and on SIGTERM answers what it is answering, writes what it has counted
 * and ends.
 */
import Fastify from 'fastify';
import knex from 'knex';
import { createMarketMapper, isMarketMappingError, KNOWN_SOURCES, parseEvent, runMigrations } from 'market-mapping';

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

app.get('/healthz', async (_, reply) => {
  const health = mapper.health();
  return reply.code(health.ok ? 200 : 503).send({ ...health, ...mapper.stats() });
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
