import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { FileError } from './explain-error.js';

/** The text of a file, or of standard input for `-`. */
export async function readTextFile(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Read all the same, every name with an accent would be another one.
    throw new FileError(`${file} is not in UTF-8 (a spreadsheet has to save it as "CSV UTF-8")`);
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    throw new FileError(`${file} can't be read (${error instanceof Error ? error.message : error})`);
  }
}

/** The value of a JSON file. */
export async function readJson(file: string): Promise<unknown> {
  const content = await readTextFile(file);
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new FileError(`${file} is not JSON (${error instanceof Error ? error.message : error})`);
  }
}
