import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { FileError } from './explain-error.js';

/** The text of a file, or of standard input for `-`. */
export async function readTextFile(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
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
