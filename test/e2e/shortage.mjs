// Probes and asks upstreams while this process has no file left to open, and prints what comes of it. Arguments: the folder of the program.
import { openSync, writeFileSync } from 'node:fs';

const [dist] = process.argv.slice(2);
const of = path => import(`file://${dist}${path}`);
const { runProbe } = await of('probe/run.js');
const { resolveProbe } = await of('probe/resolve.js');
const { Forwarder } = await of('forward/forwarder.js');
const { DgramUpstreamSockets } = await of('transport/upstream-dgram.js');

// Timers of the program keep no process alive.
setInterval(() => {}, 1000);

const KINDS = {
  http: {},
  https: { insecure: true },
  tcp: {},
  dns: { qname: 'app.test.' },
  redis: {},
  pgsql: {},
  mysql: {},
  grpc: {},
  agent: {},
  exec: { command: ['/bin/true'] },
  file: { path: '/etc/hostname' },
};
const target = { address: '127.0.0.1', port: 9, host: 'app.test' };
const probe = async kind => {
  const spec = resolveProbe({ overrides: { kind, timeoutMs: 2000, ...KINDS[kind] } }, new Map());
  const { code, voidBy = '', text } = await runProbe(target, spec);
  return [kind, `${code} ${voidBy}: ${text}`];
};
const probeAll = () => Promise.all(Object.keys(KINDS).map(probe));
// What runs a kind is loaded with its first probe.
await probeAll();
const turns = [];
const forwarder = new Forwarder({
  totalMs: 500,
  onTurn: (_, reason) => turns.push(reason),
  openSockets: sink => new DgramUpstreamSockets(sink, 16),
});
const query = Buffer.from('000101000001000000000000046e616d6504746573740000010001', 'hex');
const route = [{ address: '127.0.0.1', port: 9 }];
try {
  for (;;) openSync('/dev/null');
} catch {}
const results = Object.fromEntries(await probeAll());
await forwarder.forward(query, query.length, route, 'udp', 512);
await forwarder.forward(query, query.length, route, 'tcp', 512);
// A loop that is held up while a socket is waited for leaves no time to ask in.
const held = forwarder.forward(query, query.length, route, 'udp', 512);
setTimeout(() => {
  const untilMs = performance.now() + 700;
  while (performance.now() < untilMs);
}, 50);
await held;
const [{ timeouts, errors, requests }] = forwarder.stats().upstreams;
writeFileSync(1, `${JSON.stringify({ results, turns, timeouts, errors, requests })}\n`);
process.exit();
