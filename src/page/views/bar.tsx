/** A bar as long as a share of the longest. Its numbers stand beside it as text, so it is hidden from those who hear the page. */
export function Bar({ value, of }: { readonly value: number; readonly of: number }) {
  const width = of === 0 ? 0 : Math.round((value / of) * 1000) / 10;
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="ground" width="100" height="8" rx="1" />
      <rect class="value" width={width} height="8" rx="1" />
    </svg>
  );
}
