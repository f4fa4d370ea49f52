// How two builds' readings of one configuration differ, and which differences are meant.
import { inflateRawSync } from 'node:zlib';
import type { Reading } from './configuration.js';

/** A change of what is said that is meant. */
interface Intended {
  readonly reason: string;
  /** Whether nothing else tells the two texts apart. */
  applies(before: readonly string[], after: readonly string[]): boolean;
}

/** The problems of a text, each with its source line and help; what stands before and behind them counts as one more. */
export function problemsOf(text: string): string[] {
  return text.split(/^(?=\S.*?:\d+:\d+: (?:error|warning): )/m);
}

/** A problem without where it is, and without the source that is shown. */
const withoutPlace = (problem: string) =>
  problem
    .replace(/:\d+:\d+:/, '')
    .split('\n')
    .filter(line => !/^ *\d* \| /.test(line))
    .join('\n');

const INTENDED: readonly Intended[] = [
  {
    reason: 'warnings about the second NS or MX of a set point at its own line',
    applies: (before, after) => {
      const moved = [...before, ...after];
      return (
        moved.every(problem => /: warning: .*\b(?:NS|MX|name server|mail)\b/.test(problem)) &&
        before.map(withoutPlace).sort().join('\n') === after.map(withoutPlace).sort().join('\n')
      );
    },
  },
];

/** What is in the first list and not in the second. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter(each => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The reason for which what is said may differ; undefined when there is none. */
export function intendedBecause(before: string, after: string): string | undefined {
  const [old, now] = [problemsOf(before), problemsOf(after)];
  const [gone, come] = [without(old, now), without(now, old)];
  return INTENDED.find(({ applies }) => applies(gone, come))?.reason;
}

/** How what is said differs. */
export function problemDifference(before: Reading, after: Reading): string | undefined {
  const [old, now] = [problemsOf(before.problems), problemsOf(after.problems)];
  const lines = [
    ...without(old, now).map(problem => `- ${problem.trimEnd()}`),
    ...without(now, old).map(problem => `+ ${problem.trimEnd()}`),
  ];
  if (before.problems !== after.problems && lines.length === 0) lines.push('the same, in another order');
  if (before.exitCode !== after.exitCode) lines.push(`exit status ${before.exitCode}, now ${after.exitCode}`);
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** How the compiled zones differ. */
export function imageDifference(before: Reading, after: Reading): string | undefined {
  const gone = without(before.images, after.images);
  const come = without(after.images, before.images);
  if (gone.length + come.length === 0) return undefined;
  if (before.images.length !== after.images.length)
    return `${before.images.length} blocks of memory, now ${after.images.length}`;
  return gone.map((image, index) => firstDifference(bytesOf(image), bytesOf(come[index]))).join('\n');
}

const bytesOf = (image: string) => inflateRawSync(Buffer.from(image, 'base64'));

function firstDifference(before: Buffer, after: Buffer): string {
  if (before.length !== after.length) return `a block of ${before.length} octets, now ${after.length}`;
  const at = before.findIndex((octet, index) => octet !== after[index]);
  const around = (bytes: Buffer) => bytes.subarray(Math.max(0, at - 8), at + 24).toString('hex');
  return `a block of ${before.length} octets, from octet ${at} on: ${around(before)}, now ${around(after)}`;
}
