/** Puts words on the clipboard; pages served without https have only the old way. */
export async function copyText(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copyTheOldWay(words);
  }
}

function copyTheOldWay(words: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = words;
  area.setAttribute('aria-hidden', 'true');
  area.className = 'sr-only';
  document.body.appendChild(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
