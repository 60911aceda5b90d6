/** A name for comparing: case and surrounding blanks do not count. */
export function fold(name: string): string {
  return name.trim().toLowerCase();
}
