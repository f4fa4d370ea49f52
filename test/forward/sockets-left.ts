// No socket is left of a test.
import { expect } from 'vitest';
import { closeAfterTest } from '../support/closings.js';

let isWatched = false;

/** The UDP and TCP handles of this process that are not closed. */
function openSockets(): string[] {
  return process.getActiveResourcesInfo().filter(name => /UDP|TCP|TLS/.test(name));
}

/** Fails the test that runs when it leaves more sockets than there are now. */
export function watchSockets(): void {
  if (isWatched) return;
  isWatched = true;
  const before = openSockets().length;
  closeAfterTest(async () => {
    isWatched = false;
    // A handle is closed some turns of the event loop after it was told to.
    for (let turn = 0; turn < 1000 && openSockets().length > before; turn++)
      await new Promise(resolve => setImmediate(resolve));
    expect(openSockets().slice(before)).toEqual([]);
  });
}
