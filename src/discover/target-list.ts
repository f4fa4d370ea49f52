// Lists of targets in the form of Prometheus, as its file_sd and http_sd have them: groups of targets with labels.
import { endpointFromText } from '../dns/endpoint.js';
import { hostFromText } from '../dns/host-name.js';
import { isMapping } from '../source/mapping.js';
import { MAX_BACKUP, MAX_FOUND, MAX_WEIGHT } from './bounds.js';
import { rulesOf, tagsOf } from './labels.js';
import type { Target } from './source.js';

/** A list is no list of targets. */
export class TargetListError extends Error {
  override readonly name = 'TargetListError';
}

type Labels = Readonly<Record<string, unknown>>;

/** Labels that say something about the member, rather than name it. */
const WEIGHT = '__weight__';
const BACKUP = '__backup__';

function numberOf(labels: Labels, key: string, most: number): number | undefined {
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

interface Group {
  readonly targets: readonly string[];
  readonly labels: Labels;
}

const isLabel = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

const GROUP = '{ targets: [ADDRESS:PORT], labels: {} }';

function noList(path: readonly (string | number)[], belongs: string): TargetListError {
  const at = path.join('.').slice(0, 60);
  return new TargetListError(`expected a list of ${GROUP} at ${at}, where ${belongs} belongs`);
}

/** A group. The first mistake ends it: a list of a million of them costs no more than one. */
function groupOf(value: unknown, at: number): Group {
  if (!isMapping(value)) throw noList([at], 'a mapping');
  const { targets } = value;
  if (!Array.isArray(targets)) throw noList([at, 'targets'], 'a list');
  const odd = targets.findIndex(each => typeof each !== 'string');
  if (odd >= 0) throw noList([at, 'targets', odd], 'ADDRESS:PORT');
  const labels = value.labels ?? {};
  if (!isMapping(labels)) throw noList([at, 'labels'], 'a mapping');
  for (const name in labels) if (!isLabel(labels[name])) throw noList([at, 'labels', name], 'a text');
  return { targets, labels };
}

/** The targets of a group, with what its labels say. */
function membersOf({ targets, labels }: Group): Target[] {
  const tags = tagsOf(labels);
  const weight = numberOf(labels, WEIGHT, MAX_WEIGHT);
  const backup = numberOf(labels, BACKUP, MAX_BACKUP);
  const more = rulesOf(weight, backup, tags);
  return targets.map(text => ({ ...targetOf(text), ...more }));
}

/** The targets of a value that was read from JSON or YAML. @throws TargetListError */
export function targetsOf(value: unknown): Target[] {
  if (!Array.isArray(value)) throw new TargetListError(`expected a list of ${GROUP}: found something else`);
  const groups = value.map(groupOf);
  const count = groups.reduce((sum, { targets }) => sum + targets.length, 0);
  if (count > MAX_FOUND)
    throw new TargetListError(`${count} targets; a pool has at most ${MAX_FOUND} members`);
  return groups.flatMap(membersOf);
}
