// Lists of targets in the form of Prometheus, as its file_sd and http_sd have them: groups of targets with labels.
import { z } from 'zod';
import { endpointFromText } from '../dns/endpoint.js';
import { hostFromText } from '../dns/host-name.js';
import { MAX_FOUND } from './bounds.js';
import { tagsOf } from './labels.js';
import type { Target } from './source.js';

/** A list is no list of targets. */
export class TargetListError extends Error {
  override readonly name = 'TargetListError';
}

const group = z.object({
  targets: z.array(z.string()),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
});
const groups = z.array(group);

/** Labels that say something about the member, rather than name it. */
const WEIGHT = '__weight__';
const BACKUP = '__backup__';

function numberOf(labels: Readonly<Record<string, unknown>>, key: string, most: number): number | undefined {
  const text = labels[key];
  if (text === undefined) return undefined;
  const value = /^\d{1,3}$/.test(String(text)) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new TargetListError(
    `the label ${key} of a group is "${String(text).slice(0, 40)}", expected 0 to ${most}`,
  );
}

function targetOf(text: string): Target {
  const endpoint = endpointFromText(text.trim());
  const place = endpoint === undefined ? hostFromText(text.trim()) : { ...endpoint, host: endpoint.address };
  if (place === undefined || place.port === 0 || place.host.includes('%'))
    throw new TargetListError(
      `"${text.slice(0, 60)}" is no target: expected ADDRESS:PORT, ADDRESS, or a whole name in place of ADDRESS`,
    );
  const { host, port } = place;
  return port === undefined ? { host } : { host, port };
}

/** The targets of a value that was read from JSON or YAML. @throws TargetListError */
export function targetsOf(value: unknown): Target[] {
  const read = groups.safeParse(value);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    const at = path.length === 0 ? '' : ` at ${path.join('.')}`;
    throw new TargetListError(`expected a list of { targets: [ADDRESS:PORT], labels: {} }${at}: ${message}`);
  }
  const count = read.data.reduce((sum, { targets }) => sum + targets.length, 0);
  if (count > MAX_FOUND)
    throw new TargetListError(`${count} targets; a pool has at most ${MAX_FOUND} members`);
  return read.data.flatMap(({ targets, labels }) => {
    const given = labels ?? {};
    const tags = tagsOf(given);
    const weight = numberOf(given, WEIGHT, 256);
    const backup = numberOf(given, BACKUP, 255);
    const more = {
      ...(weight === undefined ? {} : { weight }),
      ...(backup === undefined || backup === 0 ? {} : { backup }),
      ...(tags.length === 0 ? {} : { tags }),
    };
    return targets.map(text => ({ ...targetOf(text), ...more }));
  });
}
