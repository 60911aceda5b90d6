/** Whether an id is but a number with a letter or two, which says nothing and would be read as a half, a side or a line. */
export function isCode(id: string): boolean {
  return /^[a-z]{0,2}[-_.]?\d+$/i.test(id);
}
