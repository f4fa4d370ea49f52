// How many answers a second respond() gives on one core, without a network.
import { encode } from 'dns-packet';
import { OUTCOME } from '../src/answer/exchange.js';
import { Responder } from '../src/answer/respond.js';
import { nameFromText } from '../src/dns/name.js';
import { compileZone } from '../src/image/build.js';
import { Catalog } from '../src/image/catalog.js';
import { Problems } from '../src/source/problem.js';
import { readMasterFile } from '../src/zone/master/reader.js';
import type { Zone } from '../src/zone/zone.js';
import { median } from './median.js';

const CALLS = 1_000_000;

const MASTER = `
$TTL 60
@ SOA ns hostmaster 1 3600 600 604800 5
@ NS ns
@ 0 A 127.0.0.1
@ 0 A 127.0.0.2
ns A 127.0.0.1
www CNAME @
`;

/** A zone whose apex A RRset is a pool of two members. */
export function poolZone(): Zone {
  const problems = new Problems();
  const zone = readMasterFile(Buffer.from(MASTER), {
    file: 'bench.zone',
    origin: nameFromText('my-awesome-highload-app.local.'),
    problems,
  });
  const rrset = zone.rrset(zone.origin, 1);
  if (rrset === undefined || problems.hasErrors) throw new Error('the bench zone is broken');
  rrset.pool = {
    order: 'cyclic',
    members: ['127.0.0.1', '127.0.0.2'].map(address => ({ address, port: 8080, weight: 1 })),
  };
  return zone;
}

export function query(name: string, type: 'A' | 'AAAA', edns: boolean): Buffer {
  const additionals = edns
    ? [{ type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as never]
    : [];
  return encode({
    type: 'query',
    id: 1,
    flags: 0x0100,
    questions: [{ name, type, class: 'IN' }],
    additionals,
  });
}

function rate(responder: Responder, message: Buffer, out: Uint8Array): number {
  const { exchange } = responder;
  exchange.input = message;
  exchange.end = message.length;
  exchange.output = out;
  exchange.mayForward = true;
  const began = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call++)
    if (responder.respond() !== OUTCOME.ANSWERED) throw new Error('the bench query left the zone');
  return CALLS / (Number(process.hrtime.bigint() - began) / 1e9);
}

/** Measures each kind of work in turn. @returns work and median rate in answers per second */
export function measureRespond(rounds: number): [work: string, rate: number][] {
  const responder = new Responder(
    new Catalog({ zones: [compileZone(poolZone(), 1).compiled], forwards: [] }),
  );
  const out = new Uint8Array(65535);
  const works: [string, Buffer][] = [
    ['pool of two, EDNS', query('my-awesome-highload-app.local', 'A', true)],
    ['pool of two, no EDNS', query('my-awesome-highload-app.local', 'A', false)],
    ['CNAME to the pool, EDNS', query('www.my-awesome-highload-app.local', 'A', true)],
    ['NODATA, EDNS', query('my-awesome-highload-app.local', 'AAAA', true)],
    ['NXDOMAIN, EDNS', query('absent.my-awesome-highload-app.local', 'A', true)],
  ];
  for (const [, message] of works) rate(responder, message, out);
  return works.map(([work, message]) => [
    work,
    median(Array.from({ length: rounds }, () => rate(responder, message, out))),
  ]);
}
