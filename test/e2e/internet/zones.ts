// A small internet of signed zones: the root, a TLD, and zones with every kind of answer; signed with keys that are made for each run.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../support/programs.js';
import type { TempFolder } from '../../support/temp-folder.js';

/** Addresses of those who answer for the root, the TLD and the zones below; all on one loopback interface. */
export const SERVERS = { root: '198.51.100.1', tld: '198.51.100.2', leaf: '198.51.100.3' } as const;
export type ServerName = keyof typeof SERVERS;

interface ZoneOfLab {
  readonly origin: string;
  readonly server: ServerName;
  readonly children: readonly string[];
  readonly signed: 'nsec' | 'nsec3' | 'no';
  readonly records: string;
}

const LARGE_TXT = Array.from(
  { length: 160 },
  (_, at) => `large TXT "${`${at} `.repeat(64).slice(0, 250)}"\n`,
);

const CONTENT = `@ A 203.0.113.1
@ MX 10 mail
@ TXT "plain" "and more" "\\195\\164\\000"
@ CAA 0 issue "ca.test"
www 300 A 203.0.113.2
www 300 A 203.0.113.3
www AAAA 2001:db8::2
MixedCase A 203.0.113.4
mail A 203.0.113.5
alias CNAME www
chain1 CNAME chain2
chain2 CNAME chain3
chain3 CNAME chain4
chain4 CNAME www
dangling CNAME nowhere
outside CNAME www.plain.com.
*.wild A 203.0.113.6
*.wild TXT "wildcard"
*.wildalias CNAME www
old DNAME new
a.new A 203.0.113.7
deep.below.empty A 203.0.113.8
_sip._tcp SRV 1 2 5060 www
svc HTTPS 1 . alpn=h2,h3 ipv4hint=203.0.113.9
odd TYPE65280 \\# 5 0102030405
zero 0 A 203.0.113.10
brief 2 A 203.0.113.11
many TXT "${'x'.repeat(200)}"
${Array.from({ length: 12 }, (_, at) => `many TXT "${at}${'y'.repeat(200)}"\n`).join('')}${LARGE_TXT.join('')}`;

const leaf = (origin: string, signed: ZoneOfLab['signed'], records = CONTENT): ZoneOfLab => ({
  origin,
  server: 'leaf',
  children: [],
  signed,
  records,
});

/** Children before their parents, which hold their DS records. */
export const ZONES: readonly ZoneOfLab[] = [
  leaf('nsec.com', 'nsec'),
  leaf('nsec3.com', 'nsec3'),
  leaf('plain.com', 'no'),
  leaf('bogus.com', 'nsec', '@ A 203.0.113.1\nwww A 203.0.113.2\n'),
  {
    origin: 'com',
    server: 'tld',
    children: ['nsec.com', 'nsec3.com', 'plain.com', 'bogus.com'],
    signed: 'nsec3',
    records: '',
  },
  { origin: '', server: 'root', children: ['com'], signed: 'nsec', records: '' },
];

const serverOf = (origin: string) => ZONES.find(zone => zone.origin === origin)?.server ?? 'root';

function run(folder: TempFolder, name: string, args: readonly string[]): string {
  return execFileSync(program(name) ?? name, args, { cwd: folder.path, encoding: 'utf8', stdio: 'pipe' });
}

/** What a parent says of a child; of `bogus.com` that it has a key which it has not. */
function delegation(folder: TempFolder, child: string): string {
  const name = `${child}.`;
  const glue = `${name} NS ns.${name}\nns.${name} A ${SERVERS[serverOf(child)]}\n`;
  const zone = ZONES.find(({ origin }) => origin === child);
  if (zone?.signed === 'no') return glue;
  const ds = readFileSync(join(folder.path, `dsset-${name}`), 'latin1');
  return glue + (child === 'bogus.com' ? ds.replace(/([0-9A-F]{8})\s*$/m, 'DEADBEEF') : ds);
}

/** Writes the zone and signs it. @returns the name of the file to serve */
function writeZone(folder: TempFolder, { origin, children, signed, records, server }: ZoneOfLab): string {
  const file = `${origin || 'root'}.zone`;
  const apex = `${origin}.`;
  const ns = origin === '' ? 'ns.root-servers.lab.' : `ns.${apex}`;
  const soa = `$ORIGIN ${apex}\n$TTL 3600\n@ SOA ${ns} admin.${apex === '.' ? '' : apex} 1 3600 600 604800 300\n@ NS ${ns}\n${ns} A ${SERVERS[server]}\n`;
  const below = children.map(child => delegation(folder, child)).join('');
  folder.write(file, `${soa}${records}${below}`);
  if (signed === 'no') return file;
  const key = ['-a', 'ECDSAP256SHA256', '-n', 'ZONE'];
  run(folder, 'dnssec-keygen', [...key, '-f', 'KSK', apex]);
  run(folder, 'dnssec-keygen', [...key, apex]);
  const denial = signed === 'nsec3' ? ['-3', '-', '-H', '0'] : [];
  run(folder, 'dnssec-signzone', ['-S', ...denial, '-o', apex, '-f', `${file}.signed`, file]);
  return `${file}.signed`;
}

/** Writes all zones. @returns the file of each, by origin, and the public key of the root */
export function writeZones(folder: TempFolder): { files: ReadonlyMap<string, string>; rootKey: string } {
  const files = new Map(ZONES.map(zone => [zone.origin, writeZone(folder, zone)]));
  const keys = readdirSync(folder.path).filter(name => /^K\.\+.*\.key$/.test(name));
  const records = keys.map(name => readFileSync(join(folder.path, name), 'latin1'));
  const rootKey = records.join('\n').match(/^\. .*DNSKEY 257 .*$/m)?.[0] ?? '';
  return { files, rootKey };
}
