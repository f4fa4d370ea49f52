// A machine whose network comes late, goes and comes back, in a network of its own: nobody waits longer for that than it takes.
import { spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Running } from '../support/processes.js';
import { needs, needsBatch, skip } from '../support/programs.js';
import { RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => {
  context.skip(...needs('unshare', 'ip', 'dig'));
  const tried = spawnSync('unshare', ['--net', 'ip', 'link', 'add', 'v0', 'type', 'veth'], {
    encoding: 'utf8',
  });
  if (tried.status !== 0)
    context.skip(...skip(`no networks for tests here, which need root: ${tried.stderr.trim()}`));
});

/** Answers everything with 192.0.2.7, at all addresses of its network. */
const UPSTREAM = `
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 5;
    const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7];
    const reply = Buffer.concat([query.subarray(0, end), Buffer.from(record)]);
    reply.set([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], 2);
    socket.send(reply, port, address);
  });
  socket.bind(53, '0.0.0.0', () => console.log('upstream listens'));
`;

/** The network of the upstreams, and that of the servers with a cable between them, whose shell does what it is told. */
const PEER = `touch inside; until ip link show v1 >/dev/null 2>&1; do sleep 0.05; done
  ip link set v1 up; ip addr add 10.77.0.1/24 dev v1; ip addr add 10.77.0.2/24 dev v1; exec "$NODE" -e "$UPSTREAM"`;
const SCRIPT = `
  unshare --net sh -c "$PEER" & peer=$!
  trap 'kill $peer $servers 2>/dev/null' EXIT
  until [ -e inside ]; do sleep 0.05; done
  until ip link add v0 type veth peer name v1 netns $peer 2>/dev/null; do sleep 0.05; done
  ip link set lo up; ip addr add 10.77.0.254/24 dev v0
  while read -r line; do eval "$line"; done`;

const PORTS = needsBatch()[0] ? [5301] : [5301, 5302];

test('a link that comes late, goes and comes back: the next query is answered', async () => {
  for (const port of PORTS)
    folder.write(
      `${port}.yaml`,
      `listen: 127.0.0.1:${port}\ntransport: ${port === 5301 ? 'dgram' : 'batch'}\nforward: [10.77.0.1, 10.77.0.2]\ncache: off\ncontrol: off\nstate: off\n`,
    );
  const shell = new Running(
    spawn('unshare', ['--net', 'sh', '-c', SCRIPT], {
      env: { ...process.env, UPSTREAM, PEER, NODE: process.execPath },
      stdio: 'pipe',
      cwd: folder.path,
    }),
  );
  onTestFinished(() => void shell.child.stdin?.end());
  const tell = (line: string) => shell.child.stdin?.write(`${line}\n`);
  let asked = 0;
  /** The response codes of all servers for one name. */
  const ask = async () => {
    const from = shell.output.length;
    const mark = `asked ${++asked}`;
    for (const port of PORTS) tell(`dig @127.0.0.1 -p ${port} same.example A +tries=1 +time=9 | grep status`);
    tell(`echo ${mark}`);
    await shell.says(new RegExp(mark), from);
    return [...shell.output.slice(from).matchAll(/status: (\w+)/g)].map(([, status]) => status);
  };
  const all = (status: string) => PORTS.map(() => status);
  await shell.says(/upstream listens/);
  for (const port of PORTS) {
    const from = shell.output.length;
    tell(`'${process.execPath}' '${RONDO}' serve --config ${port}.yaml & servers="$servers $!"`);
    await shell.says(/rondo answers on/, from);
  }
  for (let loss = 0; loss < 3; loss++) {
    expect(await ask()).toEqual(all('SERVFAIL'));
    expect(await ask()).toEqual(all('SERVFAIL'));
    tell('ip link set v0 up');
    expect(await ask()).toEqual(all('NOERROR'));
    tell('ip link set v0 down');
  }
  tell('exit');
  await shell.gone();
  expect(shell.output).toContain('network unreachable');
  // What was said of one is taken back.
  const said = (pattern: RegExp) => shell.output.match(pattern)?.length;
  expect(said(/"msg":"upstream \S+ answers again/g)).toBe(said(/"msg":"upstream \S+ fails/g));
});
