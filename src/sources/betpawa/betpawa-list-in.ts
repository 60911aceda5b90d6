import { type JsonObject, readObject, readObjects } from '../read-payload.js';

/** The events of a list as betPawa serves it, also of a list of responses; null for anything else. */
export function betpawaListIn(payload: unknown): JsonObject[] | null {
  if (Array.isArray(payload)) return readObjects(payload);
  const envelope = readObject(payload);
  if (Array.isArray(envelope?.events)) return readObjects(envelope.events);
  if (!Array.isArray(envelope?.responses)) return null;
  return readObjects(envelope.responses).flatMap(answer =>
    Array.isArray(answer.responses) ? readObjects(answer.responses) : [answer],
  );
}
