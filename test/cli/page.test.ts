import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMapping, getMapping, listAuditLog } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { runCommand } from '../support/command.js';
import { databaseForThisTest } from '../support/databases.js';

/** Starts the command, and gives its address. */
async function start(url: string, args: readonly string[] = []) {
  const child = spawn(process.execPath, ['dist/cli.js', 'page', '--port', '0', '--json', '--actor', 'ada', ...args], {
    env: { ...process.env, DATABASE_URL: url },
  });
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let told = '';
  for await (const line of createInterface(child.stdout)) {
    told += line;
    if (line.includes('}')) break;
  }
  const { url: address }: { url: string } = JSON.parse(told);
  return { child, ended, address, port: Number(new URL(address).port) };
}

/** The status of a request with a Host of one's own. */
function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/set', headers: { host } }, response => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('market-mapping page', () => {
  it('serves the page to this machine under its own names only, and ends on a signal', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { child, ended, address, port } = await start(url);
    expect(await (await fetch(`${address}set`)).text()).toContain('btts_ft');
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) expect(await statusFor(port, host)).toBe(200);
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost:1', `localhost.evil.example:${port}`]) {
      expect([host, await statusFor(port, host)]).toEqual([host, 421]);
    }
    const body = new URLSearchParams({ canonicalId: 'btts_ft', active: 'no' });
    const sent = await fetch(`${address}mapping/activity`, {
      method: 'POST',
      body,
      headers: { origin: address.slice(0, -1) },
      redirect: 'manual',
    });
    expect(sent.status).toBe(303);
    expect((await getMapping(db, 'btts_ft'))?.isActive).toBe(false);
    expect((await listAuditLog(db, { limit: 1 })).items[0]?.createdBy).toBe('ada');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('changes nothing where it is to read only', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { address } = await start(url, ['--read-only']);
    const body = new URLSearchParams({ canonicalId: 'btts_ft', active: 'no' });
    const headers = { origin: address.slice(0, -1) };
    expect((await fetch(`${address}mapping/activity`, { method: 'POST', body, headers })).status).toBe(403);
    expect((await getMapping(db, 'btts_ft'))?.isActive).toBe(true);
  });

  it('says that a port is taken', async () => {
    const { url } = await databaseForThisTest();
    const { port } = await start(url);
    expect(await runCommand(['page', '--port', String(port)], { url })).toMatchObject({
      code: 2,
      err: expect.stringContaining('something else has it'),
    });
  });
});
