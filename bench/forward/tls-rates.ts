// Answers per CPU second of names that are forwarded over TLS, none of which is kept.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { APEX } from '../load/zones.js';
import { median } from '../median.js';
import { type Peer, writeInto } from '../peers/peer.js';
import { type Server, startServer } from '../serve/server.js';
import { boundsOf, each, type Goals, type Place, type Reached, type Row } from '../stalls/bound.js';
import { forwardersOf } from './forwarders.js';
import { ORIGIN, perCpuSecond, UNKEPT_LOAD } from './rates.js';
import { OTHER_CORE, SERVER_CORE, startForwarder } from './running.js';

const NAME = 'upstream.example';

const GOALS: Goals<'rate'> = {
  rate: ['uncached answers per CPU second, upstream over TLS (TTL 0)', '≥ Unbound'],
};

interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** A certificate that signs itself, for a day. */
function makeCertificate(folder: string): Certificate {
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const named = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
  const args = ['req', '-x509', ...made, ...named, '-keyout', key, '-out', certificate];
  execFileSync('openssl', args, { stdio: 'ignore' });
  return { key, certificate };
}

/** NSD, in clear text on one port and over TLS on the next. */
function upstreamOf({ key, certificate }: Certificate, tlsPort: (port: number) => number): Peer {
  return {
    name: 'nsd',
    works: '',
    prepare(folder, port) {
      writeInto(
        folder,
        `${ORIGIN}.zone`,
        `$ORIGIN ${ORIGIN}.\n${APEX}*.zero 0 A 192.0.2.53\nsign 0 A 192.0.2.53\n`,
      );
      const text = `server:
  ip-address: 127.0.0.1@${port}
  ip-address: 127.0.0.1@${tlsPort(port)}
  tls-port: ${tlsPort(port)}
  tls-service-key: "${key}"
  tls-service-pem: "${certificate}"
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  server-count: 1
  tcp-count: 200
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: "${ORIGIN}"
  zonefile: "${ORIGIN}.zone"
`;
      return ['nsd', '-d', '-c', writeInto(folder, 'nsd.conf', text)];
    },
  };
}

function reachedOf(name: string, rates: ReadonlyMap<string, number[]>): { rate: Reached } {
  const own = rates.get(name) ?? [];
  const theirs = rates.get('unbound') ?? [];
  const ratio = median(own.map((rate, round) => rate / theirs[round]));
  const beside = theirs.length === 0 || name === 'unbound' ? '' : ` (${ratio.toFixed(2)} × Unbound)`;
  return { rate: { text: `${Math.round(median(own)).toLocaleString('en-US')}${beside}`, isMet: ratio >= 1 } };
}

export const tlsRates: Row = {
  name: 'tls-rates',
  async run({ folder, builds, isShort }: Place) {
    mkdirSync(folder, { recursive: true });
    const made = makeCertificate(folder);
    const above = (port: number) => (port < 65_000 ? port + 1 : port - 1);
    const zones = { folder, origins: [ORIGIN], lastName: `sign.${ORIGIN}`, records: 4 };
    const upstream = await startServer(upstreamOf(made, above), {
      ...{ folder: join(folder, 'upstream'), site: { zones }, cores: OTHER_CORE },
      sign: { name: zones.lastName, hasRecord: true },
    });
    const tls = { certificate: made.certificate, name: NAME };
    const site = { upstreams: [above(upstream.port)], tls };
    const servers: Server[] = [];
    try {
      const forwarders = forwardersOf(builds).filter(({ name }) => name !== 'dnsmasq');
      const started = await each(forwarders, async forwarder => {
        const server = await startForwarder(forwarder, { folder, site, cores: SERVER_CORE });
        servers.push(server);
        return server;
      });
      const rates = new Map<string, number[]>(servers.map(({ name }) => [name, []]));
      for (const server of servers) await perCpuSecond(server, UNKEPT_LOAD, isShort ? 1 : 3);
      for (let round = 0; round < (isShort ? 2 : 4); round++)
        for (let place = 0; place < servers.length; place++) {
          const server = servers[(place + round) % servers.length];
          rates.get(server.name)?.push(await perCpuSecond(server, UNKEPT_LOAD, isShort ? 0.5 : 1));
        }
      return boundsOf(
        GOALS,
        new Map(
          [...started].map(([name, server]) => [
            name,
            typeof server === 'string' ? server : reachedOf(name, rates),
          ]),
        ),
      );
    } finally {
      for (const server of servers) await server.end();
      await upstream.end();
    }
  },
};
