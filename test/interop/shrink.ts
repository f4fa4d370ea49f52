// Makes the zones of a failure smaller as long as it stays, so that its cause can be read.
import type { Case } from './case.js';
import { examine } from './examination.js';
import type { ZoneText } from './servers.js';
import { Tally } from './tally.js';

/** The most starts of all servers for one failure; each takes about a second. */
const MAX_TRIES = 30;

/** SOA and NS of the apex stay: without them no server loads a zone. */
const isFixed = (line: string) =>
  / SOA /.test(line) || / NS ns\.invalid\./.test(line) || line.startsWith('$');

interface Line {
  readonly origin: string;
  readonly text: string;
}

function zonesOf(lines: readonly Line[]): ZoneText[] {
  const zones = new Map<string, string>();
  for (const { origin, text } of lines) zones.set(origin, `${zones.get(origin) ?? ''}${text}\n`);
  return [...zones].map(([origin, text]) => ({ origin, text }));
}

async function stillFails(lines: readonly Line[], { question }: Case): Promise<boolean> {
  const tally = new Tally();
  await examine(zonesOf(lines), () => [question], tally);
  return tally.failures.length > 0;
}

/** The zones with as few records as were found to show the failure. */
export async function shrink(zones: readonly ZoneText[], asked: Case): Promise<ZoneText[]> {
  let lines: Line[] = zones.flatMap(({ origin, text }) =>
    text
      .trim()
      .split('\n')
      .map(line => ({ origin, text: line })),
  );
  let tries = 0;
  for (let size = Math.ceil(lines.length / 2); ; size = Math.ceil(size / 2)) {
    for (let from = 0; from < lines.length && tries < MAX_TRIES; ) {
      const kept = lines.filter((line, at) => at < from || at >= from + size || isFixed(line.text));
      const isSmaller = kept.length < lines.length;
      if (isSmaller && ++tries > 0 && (await stillFails(kept, asked))) lines = kept;
      else from += size;
    }
    if (size === 1 || tries >= MAX_TRIES) return zonesOf(lines);
  }
}
