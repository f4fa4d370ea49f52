// What to write in place of members that have one address and several ports: records that carry ports.
import { type Name, nameToLabel } from '../../dns/name.js';
import type { ProbeReference } from '../../probe/spec.js';
import type { MemberInput } from './zone-schema.js';

/** A pool in which an address stands twice. */
export interface DoubledPool {
  readonly owner: Name;
  /** The owner as it is written in the file. */
  readonly key: string;
  readonly members: readonly MemberInput[];
  readonly probe?: ProbeReference;
}

/** The names of services that are not those of their probes (RFC 6335 §5.2). */
const SERVICES: Readonly<Record<string, string>> = { pgsql: 'postgresql', dns: 'domain', tcp: 'app' };

/** The most members of a snippet. */
const MAX_SHOWN = 8;

/** Services that browsers ask for, who take HTTPS records. */
const isWeb = (kind: string) => kind === 'http' || kind === 'https';

/** What to do about an address that stands twice, with records that are ready to be taken over when its ports differ. */
export function portAdvice({ owner, key, members, probe }: DoubledPool, address: string): string {
  const same = members.filter(member => member.address === address);
  const ports = new Set(same.map(({ port }) => port));
  if (ports.size < 2 || ports.has(undefined)) return 'an answer carries no ports: one member per address';
  const kind = probe?.overrides.kind ?? 'http';
  const service = `_${SERVICES[kind] ?? kind}._tcp`;
  const below = key === '@' ? service : `${service}.${key}`;
  const shown = same.slice(0, MAX_SHOWN);
  const list = (text: (member: MemberInput) => string) => shown.map(text).join(', ');
  const srv = list(
    ({ port, weight = 1 }: MemberInput & { weight?: number }) => `0 ${weight} ${port} backend`,
  );
  const type = address.includes(':') ? 'AAAA' : 'A';
  const records = `records: { backend: { ${type}: "${address}" }, "${below}": { SRV: [${srv}] } }`;
  const path = (probe?.overrides as { paths?: readonly string[] } | undefined)?.paths?.[0] ?? '/';
  const asked = isWeb(kind) ? `${kind}: ${path}` : 'tcp: true';
  const health = `health: [{ match: "${service}.${nameToLabel(owner)} SRV", ${asked} }]`;
  const web = isWeb(kind)
    ? `; browsers ask for \`HTTPS: [${list(({ port }) => `1 backend port=${port}`)}]\``
    : '';
  return `addresses carry no ports, SRV records do: \`${records}\`, and in rondo.yaml \`${health}\`${web}`;
}
