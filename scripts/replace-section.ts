import { readFileSync, writeFileSync } from 'node:fs';

/** Writes what a run has found into a page, between the two comments that name the section. */
export function replaceSection(file: string, section: string, text: string): void {
  const [start, end] = [`<!-- ${section}: written by the run -->`, `<!-- /${section} -->`];
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no section ${start} ... ${end}`);
  writeFileSync(file, `${before}${start}\n${text.trim()}\n${end}${after}`);
}
