// What a test has opened, to be closed when it ends.
const closings: (() => unknown)[] = [];

/** Has something closed after the test that opened it, before all that was opened earlier. */
export function closeAfterTest(close: () => unknown): void {
  closings.push(close);
}

export async function closeAll(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close();
}
