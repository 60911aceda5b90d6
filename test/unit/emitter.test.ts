import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Emitter } from '../../src/mapper/emitter.js';

interface Events {
  told: [text: string];
  counted: [number: number];
}

function emitter() {
  const faults: [keyof Events, unknown][] = [];
  return { events: new Emitter<Events>((name, error) => faults.push([name, error])), faults };
}

describe('an emitter', () => {
  it('calls the handlers of an event in their order, each with the arguments', () => {
    const { events } = emitter();
    const told: string[] = [];
    events.on('told', text => told.push(`first ${text}`));
    events.on('told', text => told.push(`second ${text}`));
    events.on('counted', number => told.push(String(number)));
    expect(events.emit('told', 'a')).toBe(true);
    expect(told).toEqual(['first a', 'second a']);
  });

  it('says whether anybody was told', () => {
    const { events } = emitter();
    expect(events.emit('told', 'a')).toBe(false);
    const handler = () => {};
    events.on('told', handler);
    expect(events.emit('told', 'a')).toBe(true);
    events.off('told', handler);
    expect(events.emit('told', 'a')).toBe(false);
  });

  it('takes a handler once, however often it is given', () => {
    const { events } = emitter();
    let calls = 0;
    const handler = () => {
      calls++;
    };
    events.on('told', handler);
    events.on('told', handler);
    events.emit('told', 'a');
    expect(calls).toBe(1);
    events.off('told', handler);
    events.emit('told', 'a');
    expect(calls).toBe(1);
  });

  it('reports a handler that throws, and calls the others all the same', () => {
    const { events, faults } = emitter();
    const error = new Error('mine');
    const told: string[] = [];
    events.on('told', () => {
      throw error;
    });
    events.on('told', text => told.push(text));
    expect(events.emit('told', 'a')).toBe(true);
    expect(told).toEqual(['a']);
    expect(faults).toEqual([['told', error]]);
  });

  it('reports an async handler that rejects, which would end the process otherwise', async () => {
    const { events, faults } = emitter();
    const error = new Error('mine');
    events.on('told', async () => {
      throw error;
    });
    events.emit('told', 'a');
    await nextTurn();
    expect(faults).toEqual([['told', error]]);
  });

  it('is not disturbed by handlers that come and go while it emits', () => {
    const { events } = emitter();
    const told: string[] = [];
    const late = () => told.push('late');
    const once = () => {
      told.push('once');
      events.off('told', once);
      events.on('told', late);
    };
    events.on('told', once);
    events.emit('told', 'a');
    expect(told).toEqual(['once']);
    events.emit('told', 'b');
    expect(told).toEqual(['once', 'late']);
  });
});
