// A server whose zone has every shape that a lookup can meet, for tests that ask at random.
import { Responder } from '../../src/answer/respond.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { Cookies } from '../../src/guard/cookies.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { LINEUP_ACTION } from '../../src/image/lineup.js';
import { writeLineup } from '../../src/image/lineup-table.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import type { Zone } from '../../src/zone/zone.js';

const LONG = 'x'.repeat(63);
const ZONE = `
$TTL 300
@         SOA ns1 hostmaster 1 7200 900 1209600 60
@         NS ns1
@         NS ns1.sub
@         MX 10 mail
@         MX 20 big
ns1       A 192.0.2.1
ns1       AAAA 2001:db8::1
www       A 192.0.2.1
www       A 192.0.2.2
www       AAAA 2001:db8::2
www       TXT "text"
a         CNAME b
b         CNAME c
c         CNAME www
loop      CNAME pool
pool      CNAME loop
out       CNAME www.example.net.
dead      CNAME none
into      CNAME www.sub
*.w       A 192.0.2.3
*.w       TXT "wild"
*.alias   CNAME *.alias
deep.*.w  A 192.0.2.4
x.y.z     A 192.0.2.5
sub       NS ns.sub
sub       NS ns1
sub       DS 1 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
ns.sub    A 192.0.2.6
$GENERATE 1-60 ns.sub AAAA 2001:db8::$
d         DNAME www
e         DNAME d
self      DNAME deep.self
huge      DNAME ${LONG}.${LONG}.${LONG}.example.net.
mail      A 192.0.2.7
$GENERATE 1-100 big A 192.0.2.$
$GENERATE 1-40 texts TXT "a rather long text of which there are many, number $"
$GENERATE 1-30 many MX $ host$.many
$GENERATE 1-30 host$.many A 192.0.2.$
_s._tcp   SRV 0 0 80 www
_s._tcp   SRV 0 0 80 big
svc       HTTPS 1 . alpn=h2
svc       SVCB 1 www
pool2     A 192.0.2.8
pool2     A 192.0.2.9
\\000\\255  TXT "odd"
`;
const CHILD = `
$TTL 300
@         SOA ns hostmaster 1 7200 900 1209600 60
@         NS ns
ns        A 192.0.2.1
*         CNAME www.example.org.
`;

function read(text: string, origin: string): Zone {
  const problems = new Problems();
  const zone = readMasterFile(Buffer.from(text), { file: origin, origin: nameFromText(origin), problems });
  if (problems.hasErrors) throw new Error(problems.list[0].message);
  return zone;
}

/** What takes the most room in OPT. */
const settings = {
  nsid: new Uint8Array(128).fill(0x6e),
  version: new Uint8Array(255).fill(0x76),
  cookies: new Cookies({ nowSeconds: () => 1_700_000_000, randomSecret: () => new Uint8Array(16) }),
};

/** A server with a zone of many shapes, a zone inside it, a pool that lacks a member, and a forward rule. */
export function makeResponder(): Responder {
  const zone = read(ZONE, 'example.org');
  const rrset = zone.rrset(nameFromText('pool2.example.org'), TYPE.A)!;
  const members = ['192.0.2.8', '192.0.2.9'].map(address => ({ address, weight: 1 }));
  rrset.pool = { order: 'cyclic', members };
  const { compiled, pools } = compileZone(zone, 1);
  const explanation = { code: 0, text: `192.0.2.9:80 is out: ${'reason '.repeat(20)}` };
  const lineup = { action: LINEUP_ACTION.ANSWER, live: [0], wheel: [0], explanation };
  writeLineup(new Int32Array(compiled.lineups), pools[0].slot, lineup);
  const zones = [compiled, compileZone(read(CHILD, 'in.w.example.org'), 2).compiled];
  const responder = new Responder(new Catalog({ zones, forwards: [{ origin: Uint8Array.of(0), route: 0 }] }));
  responder.opt.settings = settings;
  responder.exchange.client.address = '2001:db8::1';
  responder.exchange.client.port = 1053;
  responder.exchange.client.idleMs = 10_000;
  return responder;
}

/** Labels that owner names of the zone are made of. */
export const SHAPE_LABELS: readonly string[] = [
  ...[...ZONE.matchAll(/^([\w*.]+)\s/gm)].flatMap(([, owner]) => owner.split('.')),
  'big',
  'texts',
  'many',
  'host7',
].filter(label => label !== '');
