// Files that somebody is writing: what they held before is served until they are whole, and other files' edits at once.
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { addresses, ask, until } from '../support/ask.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
let port: number;

const www = (address: string) => masterFile(`www A ${address}`);
const pool = (address: string) =>
  `zone: pool.example\nrecords:\n  other: { A: 192.0.2.9 }\n  long: { TXT: '${'x'.repeat(200)}' }\npools:\n  www: { members: [${address}] }\n`;

beforeEach(async () => {
  const own = new TempFolder();
  // Hooks of a test run in reverse order: its servers, which write there, have ended before.
  onTestFinished(() => own.remove());
  folder = own;
  folder.write('zones/a.example.zone', www('192.0.2.1'));
  folder.write('zones/b.example.zone', www('192.0.2.1'));
  folder.write('zones/pool.yaml', pool('192.0.2.1'));
  folder.write('rondo.yaml', 'zones: [zones/*]\nforward: off\n');
  ({ port } = await serveInTest([], folder.path));
});

/** Waits until the name has this address. */
const shows = (name: string, address: string) =>
  until(
    () => addresses(port, `${name} A`),
    ([seen]) => seen === address,
  );

/** Asks for some time. @returns all that was seen within it, `none` for no address */
async function seenOf(name: string, forMs: number): Promise<string[]> {
  const seen = new Set<string>();
  const endMs = performance.now() + forMs;
  for (;;) {
    const [address = 'none'] = await addresses(port, `${name} A`);
    if (performance.now() >= endMs) return [...seen];
    seen.add(address);
  }
}

/** Writes the beginning of a file again and again, each time another, until it is told to write the whole. */
class SlowWriter {
  /** The longest break so far: one of 0.9 s ends the server's patience, as a machine that stands still does. */
  longestMs = 0;
  #isWriting = true;
  #lastMs = performance.now();
  readonly #ended: Promise<void>;

  constructor(
    readonly path: string,
    readonly whole: string,
  ) {
    this.#ended = this.#write();
  }

  async #write(): Promise<void> {
    for (let round = 0; this.#isWriting; round++) {
      writeFileSync(this.path, this.whole.slice(0, this.whole.length - 3 - (round % 10)));
      const now = performance.now();
      this.longestMs = Math.max(this.longestMs, now - this.#lastMs);
      this.#lastMs = now;
      await pause(150);
    }
  }

  /** Whether all breaks were short until now. */
  get isSteady(): boolean {
    return Math.max(this.longestMs, performance.now() - this.#lastMs) < 800;
  }

  async end(): Promise<void> {
    this.#isWriting = false;
    await this.#ended;
    writeFileSync(this.path, this.whole);
  }
}

test('a file that is written slowly holds up no other', async () => {
  const writer = new SlowWriter(folder.at('zones/a.example.zone'), www('192.0.2.2'));
  await pause(400);
  folder.write('zones/b.example.zone', www('192.0.2.2'));
  await shows('www.b.example', '192.0.2.2');
  const seen = await addresses(port, 'www.a.example A');
  if (writer.isSteady) expect(seen).toEqual(['192.0.2.1']);
  await writer.end();
  await shows('www.a.example', '192.0.2.2');
});

test('a new file is served when it is whole, and the others meanwhile', async () => {
  const writer = new SlowWriter(folder.at('zones/new.example.zone'), www('192.0.2.3'));
  folder.write('zones/b.example.zone', www('192.0.2.2'));
  await shows('www.b.example', '192.0.2.2');
  const { rcode } = await ask(port, 'www.new.example A');
  if (writer.isSteady) expect(rcode).toBe(5);
  await writer.end();
  await shows('www.new.example', '192.0.2.3');
});

test('a zone that loses its pools at the end of a line is not believed at once, and then it is', async () => {
  const text = pool('192.0.2.2');
  const path = folder.at('zones/pool.yaml');
  writeFileSync(path, text.slice(0, text.indexOf('pools:')));
  expect(await seenOf('www.pool.example', 400)).toEqual(['192.0.2.1']);
  writeFileSync(path, text);
  await shows('www.pool.example', '192.0.2.2');
  writeFileSync(path, text.slice(0, text.indexOf('pools:')));
  await until(
    () => ask(port, 'www.pool.example A'),
    ({ rcode }) => rcode === 3,
  );
});

test('a file that is removed and made again soon is not missed', async () => {
  const path = folder.at('zones/a.example.zone');
  rmSync(path);
  expect(await seenOf('www.a.example', 400)).toEqual(['192.0.2.1']);
  writeFileSync(path, www('192.0.2.2'));
  await shows('www.a.example', '192.0.2.2');
});

test('the pieces of a program that takes breaks are never served', async () => {
  const path = folder.at('zones/pool.yaml');
  const whole = pool('192.0.2.2');
  for (const octets of [0, 10, 16, 60, 250]) {
    writeFileSync(path, whole.slice(0, octets));
    expect(await seenOf('www.pool.example', 250)).toEqual(['192.0.2.1']);
  }
  writeFileSync(path, whole);
  await shows('www.pool.example', '192.0.2.2');
});
