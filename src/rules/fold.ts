/** Case and surrounding blanks do not tell names apart. */
export function fold(name: string): string {
  return name.trim().toLowerCase();
}
