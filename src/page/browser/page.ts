/// <reference lib="dom" />
export {};

/** The links of a list, one a row. */
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row]')];

function move(step: number): void {
  const all = rows();
  const at = all.findIndex(
    row => row === document.activeElement || row.closest('tr')?.contains(document.activeElement),
  );
  const next = all[at === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.focus();
}

/** Follows a link, puts the cursor into a field, or presses a button. */
function press(key: string): boolean {
  const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox') target.focus();
  else target.click();
  return true;
}

/** Keys that people type into a field belong to the field. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'radio';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** The boxes of a bulk act, and the number of those that are ticked. */
const boxes = (): HTMLInputElement[] => [
  ...document.querySelectorAll<HTMLInputElement>('input[name="id"][form="bulk"]'),
];

function tell(): void {
  const count = document.querySelector('[data-count]');
  const ticked = boxes().filter(box => box.checked).length;
  if (count) count.textContent = ticked === 0 ? '' : `${ticked} selected`;
}

document.addEventListener('change', event => {
  if (!(event.target instanceof HTMLInputElement)) return;
  if (event.target.matches('[data-all]')) for (const box of boxes()) box.checked = event.target.checked;
  tell();
});

/** Ticks the box of the row that has the focus. */
function tick(): boolean {
  const box = document.activeElement?.closest('tr')?.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (!box) return false;
  box.checked = !box.checked;
  tell();
  return true;
}

tell();

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur();
    return;
  }
  const isMove = event.key === 'j' || event.key === 'k';
  if (isMove && rows().length > 0) move(event.key === 'j' ? 1 : -1);
  else if (event.key === 'x' ? !tick() : !press(event.key)) return;
  event.preventDefault();
});
