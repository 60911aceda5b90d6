import { pure } from '../model/pure.js';

/** The round constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUNDS = /* @__PURE__ */ pure(() => fractions(64, Math.cbrt));
/** The start: those of the square roots of the first eight. */
const START = /* @__PURE__ */ pure(() => fractions(8, Math.sqrt));

/**
 * The SHA-256 of a text in UTF-8, in hex. Written out, because it must be synchronous, and the schemas and rules that need it run in
 * browsers too, which have no `node:crypto`.
 */
export function sha256(text: string): string {
  const words = toPaddedWords(new TextEncoder().encode(text));
  const hash = Uint32Array.from(START);
  const schedule = new Uint32Array(64);
  for (let at = 0; at < words.length; at += 16) addBlock(hash, schedule, words.subarray(at, at + 16));
  return Array.from(hash, word => word.toString(16).padStart(8, '0')).join('');
}

/** The bytes, a one bit, zeros up to the end of a block, and the length in bits. */
function toPaddedWords(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array((((bytes.length + 8) >>> 6) + 1) * 16);
  const set = (at: number, byte: number) => {
    words[at >>> 2] = wordAt(words, at >>> 2) | (byte << (24 - (at % 4) * 8));
  };
  for (const [at, byte] of bytes.entries()) set(at, byte);
  set(bytes.length, 0x80);
  words[words.length - 2] = Math.floor(bytes.length / 2 ** 29);
  words[words.length - 1] = bytes.length << 3;
  return words;
}

function addBlock(hash: Uint32Array, schedule: Uint32Array, block: Uint32Array): void {
  schedule.set(block);
  for (let at = 16; at < 64; at++) {
    const early = wordAt(schedule, at - 15);
    const late = wordAt(schedule, at - 2);
    const sigma0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const sigma1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    schedule[at] = wordAt(schedule, at - 16) + sigma0 + wordAt(schedule, at - 7) + sigma1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let at = 0; at < 64; at++) {
    const sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = h + sum1 + ((e & f) ^ (~e & g)) + wordAt(ROUNDS, at) + wordAt(schedule, at);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => {
    hash[at] = wordAt(hash, at) + word;
  });
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function wordAt(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let each = 2; primes.length < count; each++) if (primes.every(prime => each % prime !== 0)) primes.push(each);
  return Uint32Array.from(primes, prime => (root(prime) % 1) * 2 ** 32);
}
