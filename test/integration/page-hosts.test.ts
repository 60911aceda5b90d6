import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import type { Knex } from 'knex';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createMapping, getMapping, updateMapping } from '../../src/index.js';
import { createPage, toNodeHandler } from '../../src/page.js';
import { newMapping } from '../support/builders.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

let database: TestDatabase;
let db: Knex;
beforeAll(async () => {
  database = await createDatabase();
  db = database.db;
  await createMapping(db, newMapping());
});
afterAll(() => database.drop());

const BASE = '/admin/mappings';
const page = () => createPage(db, { basePath: BASE, access: () => 'write' });
const handler = () => toNodeHandler(page());

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function listening(server: Server): Promise<string> {
  onTestFinished(() => void server.close());
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(addressOf(server))));
}

/** A server of each kind with the page in it, at its address. */
const HOSTS: Readonly<Record<string, () => Promise<string>>> = {
  'node:http': () => listening(createServer(handler())),
  Express: () => listening(createServer(express().use(BASE, handler()))),
  'Express with parsers of its own': () => {
    const app = express().use(express.json(), express.urlencoded({ extended: true, parameterLimit: 10_000 }));
    return listening(createServer(app.use(BASE, handler())));
  },
  'an Express router in a router': () => {
    const inner = express.Router().use('/mappings', handler());
    return listening(createServer(express().use('/admin', inner)));
  },
  Fastify: async () => {
    const app = Fastify();
    app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => done(null, payload));
    app.all(`${BASE}/*`, handler());
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
  'Fastify with a parser of its own': async () => {
    const app = Fastify();
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.all(`${BASE}/*`, handler());
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
  Koa: () => listening(createServer(new Koa().use(handler()).callback())),
  Hono: () => {
    const app = new Hono();
    const handle = page();
    app.all(`${BASE}/*`, context => handle(context.req.raw));
    return new Promise(resolve => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
        resolve(addressOf(server as Server)),
      );
      onTestFinished(() => void server.close());
    });
  },
  Nest: async () => {
    class Nothing {}
    Controller('health')(Nothing);
    class Root {}
    Module({ controllers: [Nothing] })(Root);
    const app = await NestFactory.create(Root, { logger: false });
    app.use(BASE, handler());
    await app.listen(0, '127.0.0.1');
    onTestFinished(() => app.close());
    return addressOf(app.getHttpServer());
  },
};

describe('the page in a server of', () => {
  for (const [name, start] of Object.entries(HOSTS)) {
    it(`${name} is read and written`, async () => {
      const origin = await start();
      const shown = await fetch(`${origin}${BASE}/mapping?id=btts_ft`);
      expect(shown.status).toBe(200);
      expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
      const text = await shown.text();
      const [, style = ''] = /href="([^"]*\.css)"/.exec(text) ?? [];
      expect((await fetch(origin + style)).headers.get('content-type')).toContain('text/css');

      await updateMapping(db, 'btts_ft', { priority: 0 });
      const body = new URLSearchParams({ canonicalId: 'btts_ft', active: 'no' });
      const sent = await fetch(`${origin}${BASE}/mapping/activity`, {
        method: 'POST',
        body,
        headers: { origin },
        redirect: 'manual',
      });
      expect([name, sent.status]).toEqual([name, 303]);
      expect((await getMapping(db, 'btts_ft'))?.isActive).toBe(false);
      body.set('active', 'yes');
      await fetch(`${origin}${BASE}/mapping/activity`, {
        method: 'POST',
        body,
        headers: { origin },
        redirect: 'manual',
      });
      expect((await getMapping(db, 'btts_ft'))?.isActive).toBe(true);

      const foreign = await fetch(`${origin}${BASE}/mapping/activity`, {
        method: 'POST',
        body,
        headers: { origin: 'https://evil.example' },
      });
      expect(foreign.status).toBe(403);
    });
  }

  it('node:http answers what is no address at all, and a body that is too large, and lives on', async () => {
    const origin = await HOSTS['node:http']?.();
    for (const path of [
      '//evil.example/set',
      '/%',
      '/%ff',
      '/admin/mappings/../../x',
      `/admin/mappings/${'a'.repeat(5_000)}`,
    ]) {
      const { status } = await fetch(origin + path);
      expect([path, [200, 400, 404].includes(status)]).toEqual([path, true]);
    }
    const large = await fetch(`${origin}${BASE}/mapping`, {
      method: 'POST',
      body: `x=${'y'.repeat(3_000_000)}`,
      headers: { origin: String(origin), 'content-type': 'application/x-www-form-urlencoded' },
    }).then(
      response => response.status,
      () => 413,
    );
    expect(large).toBe(413);
    expect((await fetch(`${origin}${BASE}/set`)).status).toBe(200);
  });
});
