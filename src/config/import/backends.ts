// Groups of servers of a load balancer as pools: names, members that an answer can tell apart, weights within bounds.
import { canonicalAddress } from '../../dns/endpoint.js';
import { hostFromText } from '../../dns/host-name.js';
import type { Place } from '../../source/problem.js';
import { MAX_MEMBERS, MAX_WEIGHT_SUM } from '../../zone/pool.js';
import type { Draft, DraftMember, DraftZone, Keys, Value } from './draft.js';

/** The most that one member may weigh. */
const MAX_WEIGHT = 256;

/** A server as its file has it. */
export interface Server {
  /** As written, without a port. */
  readonly address: string;
  readonly port?: number | undefined;
  /** Any number from 0 on. */
  readonly weight: number;
  readonly backup?: boolean;
  /** Out of service. */
  readonly isOff?: boolean;
  /** How the file calls it. */
  readonly name?: string | undefined;
  readonly place: Place;
}

/** A group of servers. */
export interface Backend {
  readonly comments: readonly string[];
  /** Keys of the pool beside `probe` and `members`. */
  readonly keys: Keys;
  readonly probe?: Keys | undefined;
  readonly servers: readonly Server[];
  readonly place: Place;
}

/** A name as a label of the DNS: letters, digits and hyphens. */
export function labelOf(text: string): string {
  const label = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  return label.replace(/^-+|-+$/g, '') || 'pool';
}

/** Which port clients use, and which is probed. @param ports of all servers */
export function portsText(ports: readonly number[], probe: Keys | undefined): string {
  const probed = [...new Set(ports)];
  if (probe === undefined || probed.length === 0) return 'Clients use the port that they know.';
  const last = probed.pop();
  const text = probed.length === 0 ? `${last} is` : `${probed.join(', ')} and ${last} are`;
  return `Clients use the port that they know; ${text} probed.`;
}

/** Weights that a pool can have, in the same proportion as far as that goes. */
export function scaledWeights(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const factor = Math.max(Math.max(...weights) / MAX_WEIGHT, sum / MAX_WEIGHT_SUM, 1);
  return weights.map(weight => (weight === 0 ? 0 : Math.max(1, Math.floor(weight / factor))));
}

const NO_ADDRESS = 'a socket of the machine has no address';
const NO_LOOKUP = 'a name needs its domain to be looked up; write its address';

/** Where a server is: an address, or a whole name, which may still have its port behind it. */
function placeOf(text: string): { readonly address: string | undefined; readonly port?: number } {
  const address = canonicalAddress(text);
  if (address !== undefined) return { address };
  const { host, ...rest } = hostFromText(text) ?? { host: undefined };
  return { address: host, ...rest };
}

/** Servers with addresses that an answer can hold, or names that can be looked up, each once; the others are noted. */
function usable(servers: readonly Server[], draft: Draft): Server[] {
  const found = new Map<string, Server>();
  for (const server of servers) {
    const { place, name, port } = server;
    const { address, port: ownPort = port } = placeOf(server.address);
    const label = `${name === undefined ? '' : `${name} `}${server.address}${port === undefined ? '' : `:${port}`}`;
    const first = found.get(address ?? '');
    if (address === undefined || address.includes('%'))
      draft.note(place, `server ${label}: ${/^(?:unix|\/)/.test(server.address) ? NO_ADDRESS : NO_LOOKUP}`);
    else if (first !== undefined)
      draft.note(
        place,
        `server ${label}: an answer carries no ports, and ${address} is a member already (line ${first.place.line})`,
      );
    else if (found.size === MAX_MEMBERS)
      draft.note(place, `server ${label}: a pool has at most ${MAX_MEMBERS} members`);
    else found.set(address, { ...server, address, port: ownPort });
  }
  return [...found.values()];
}

/** Weights stand there only when they differ. */
function membersOf(servers: readonly Server[], place: Place, draft: Draft): DraftMember[] {
  const weights = scaledWeights(servers.map(({ weight }) => weight));
  if (weights.some((weight, index) => weight !== servers[index].weight))
    draft.note(
      place,
      `the exact weights: they are scaled to at most ${MAX_WEIGHT} each and ${MAX_WEIGHT_SUM} in all`,
    );
  const isEven = weights.every(weight => weight === weights[0]);
  return servers.map(({ address, port, backup, isOff, name }, index) => ({
    address,
    port,
    weight: isEven ? undefined : weights[index],
    backup: backup || undefined,
    comment: isOff ? `${name ?? address} is out of service there` : name,
    ...(isOff ? { isOff } : {}),
  }));
}

/** Keys of a probe that a zone may not say: it uses a probe of rondo.yaml that does. */
const RESERVED = ['exec', 'file', 'ca', 'cert', 'key', 'password'];

/** A probe as a pool has it. @param name by which it goes in rondo.yaml, if it stands there */
export function placeProbe(draft: Draft, name: string, probe: Keys): Value {
  if (!RESERVED.some(key => key in probe)) return probe;
  let free = name;
  for (let number = 2; draft.probes.has(free); number++) free = `${name}-${number}`;
  draft.probes.set(free, { value: probe });
  return free;
}

/** Adds a group of servers as a pool of a zone; one without a member is noted. @param label its owner, unless that is taken */
export function addBackend(draft: Draft, zone: DraftZone, label: string, backend: Backend): void {
  const servers = usable(backend.servers, draft);
  const members = membersOf(servers, backend.place, draft);
  if (members.every(({ isOff }) => isOff)) {
    draft.note(backend.place, `${label}: no server with an address is left`);
    return;
  }
  let owner = label;
  for (let number = 2; zone.pools.has(owner); number++) owner = `${label}-${number}`;
  const keys: Record<string, Value> = { ...backend.keys };
  if (backend.probe !== undefined) keys.probe = placeProbe(draft, label, backend.probe);
  zone.pools.set(owner, { comments: backend.comments, keys, members });
}
