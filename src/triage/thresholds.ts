/** `3+`: at least so many. */
export function isThreshold(name: string): boolean {
  return /^\s*\d+\+\s*$/.test(name);
}

/** `Digne, Lucas (France) 2+`: somebody does something at least so often. */
export function endsInThreshold(name: string): boolean {
  return /\S\s+\d+\+\s*$/.test(name);
}
