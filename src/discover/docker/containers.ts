// From the containers that a daemon lists to targets: their addresses, and what their labels say.
import { z } from 'zod';
import { MAX_BACKUP, MAX_WEIGHT } from '../bounds.js';
import { rulesOf, tagsOf } from '../labels.js';
import type { Target } from '../source.js';

const network = z
  .object({ IPAddress: z.string().nullish(), GlobalIPv6Address: z.string().nullish() })
  .nullish();
const container = z.object({
  Names: z.array(z.string()).nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Ports: z.array(z.object({ PrivatePort: z.number().optional(), Type: z.string().optional() })).nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), network).nullish() }).nullish(),
});
type Container = z.output<typeof container>;

const NO_LIST = 'its answer is no list of containers';

const PREFIX = 'rondo.';
const TAG_PREFIX = 'rondo.tag.';

/** A number that a label gives; undefined without the label. @throws Error */
function numberOf({ Labels, Names }: Container, label: string, most: number): number | undefined {
  const text = Labels?.[PREFIX + label];
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Error(
    `the label ${PREFIX}${label} of ${Names?.[0] ?? 'a container'} is "${text.slice(0, 40)}", expected 0 to ${most}`,
  );
}

/** The only port over TCP that a container says to have; an answer with several decides nothing. */
function onlyPort({ Ports }: Container): number | undefined {
  const tcp = (Ports ?? []).filter(({ Type = 'tcp' }) => Type === 'tcp');
  const ports = new Set(tcp.flatMap(({ PrivatePort }) => PrivatePort ?? []));
  return ports.size === 1 ? [...ports][0] : undefined;
}

function tagsFor({ Names, Labels }: Container): string[] {
  const own = Object.entries(Labels ?? {}).filter(([name]) => name.startsWith(TAG_PREFIX));
  const name = Names?.[0]?.replace(/^\//, '');
  const labels = Object.fromEntries(own.map(([key, value]) => [key.slice(TAG_PREFIX.length), value]));
  return tagsOf({ ...(name === undefined ? {} : { name }), ...labels });
}

/** The addresses in the network that is wanted, else in the first by name where it has any: IPv4 first. */
function addressesOf({ NetworkSettings }: Container, wanted: string | undefined): string[] {
  const all = Object.entries(NetworkSettings?.Networks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, each] of all) {
    if (wanted !== undefined && name !== wanted) continue;
    const addresses = [each?.IPAddress, each?.GlobalIPv6Address].filter(address => !!address);
    if (addresses.length > 0) return addresses as string[];
  }
  return [];
}

/** The targets of the daemon's answer; containers without an address, as in the network of the host, are none. @throws Error */
export function targetsIn(value: unknown, wanted: string | undefined): Target[] {
  if (!Array.isArray(value)) throw new Error(NO_LIST);
  return value.flatMap(given => {
    // One by one: the first that is none ends it, however many others are none either.
    const { data: each } = container.safeParse(given);
    if (each === undefined) throw new Error(NO_LIST);
    const port = numberOf(each, 'port', 65_535) ?? onlyPort(each);
    const weight = numberOf(each, 'weight', MAX_WEIGHT);
    const backup = numberOf(each, 'backup', MAX_BACKUP);
    const more = {
      ...(port === undefined || port === 0 ? {} : { port }),
      ...rulesOf(weight, backup, tagsFor(each)),
    };
    return addressesOf(each, wanted).map(host => ({ host, ...more }));
  });
}
