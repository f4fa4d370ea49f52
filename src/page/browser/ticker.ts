// Has the times on the page go on: how long ago something began.
import { spanText } from '../../time/span.js';

const EVERY_MS = 1000;

function tick(): void {
  if (document.hidden) return;
  const nowMs = Date.now();
  for (const each of document.querySelectorAll<HTMLElement>('time[data-at]')) {
    const text = spanText(Math.max(0, nowMs - Number(each.dataset.at)));
    if (each.textContent !== text) each.textContent = text;
  }
}

export function beginTicking(): void {
  setInterval(tick, EVERY_MS);
}
