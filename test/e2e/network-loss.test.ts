// A prober whose network is lost for a while, in a network of its own: no backend is called down for that, before, in or after it.
import { spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Running } from '../support/processes.js';
import { needs, skip } from '../support/programs.js';
import { RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const MEMBERS = Array.from({ length: 20 }, (_, at) => `10.77.0.${at + 1}`);
const HERE = '10.77.0.254';
const LOSSES = 2;

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => {
  context.skip(...needs('unshare', 'nsenter', 'ip'));
  const tried = spawnSync('unshare', ['--net', 'ip', 'link', 'add', 'v0', 'type', 'veth'], {
    encoding: 'utf8',
  });
  if (tried.status !== 0)
    context.skip(...skip(`no networks for tests here, which need root: ${tried.stderr.trim()}`));
});

const BACKEND = `require('node:net').createServer(socket => {
  socket.on('error', () => {});
  socket.once('data', () => socket.end('HTTP/1.1 200 OK\\r\\n\\r\\n'));
}).listen(80, () => console.log('backend listens'));`;

/** Two networks with a cable between them: the prober's, whose shell does what it is told, and that of the backends. */
function networks(): Running {
  const addresses = MEMBERS.map(each => `ip addr add ${each}/24 dev v1`).join('; ');
  const backend = `touch inside; until ip link show v1 >/dev/null 2>&1; do sleep 0.05; done; ip link set v1 up; ${addresses}; exec '${process.execPath}' -e "$BACKEND"`;
  const prober = `
    unshare --net sh -c '${backend.replaceAll("'", `'\\''`)}' & peer=$!
    trap 'kill $peer $rondo 2>/dev/null' EXIT
    until [ -e inside ]; do sleep 0.05; done
    until ip link add v0 type veth peer name v1 netns $peer 2>/dev/null; do sleep 0.05; done
    ip link set lo up; ip link set v0 up; ip addr add ${HERE}/24 dev v0
    while read -r line; do eval "$line"; done`;
  const env = { ...process.env, BACKEND };
  return new Running(
    spawn('unshare', ['--net', 'sh', '-c', prober], { env, stdio: 'pipe', cwd: folder.path }),
  );
}

test('a network that is lost and comes back takes no backend out', { timeout: 120_000 }, async () => {
  folder.write(
    'app.test.yaml',
    `zone: app.test\npools:\n  www:\n    fallback: servfail\n    probe: { http: /, interval: 300ms, fast: 200ms, timeout: 300ms, fall: 3 }\n    members: [${MEMBERS.join(', ')}]\n`,
  );
  folder.write('rondo.yaml', `listen: [127.0.0.1:53530]\nzones: [app.test.yaml]\ncontrol: off\n`);
  const shell = networks();
  onTestFinished(() => void shell.child.stdin?.end());
  const tell = (line: string) => shell.child.stdin?.write(`${line}\n`);
  await shell.says(/backend listens/);
  tell(`'${process.execPath}' '${RONDO}' serve & rondo=$!`);
  await shell.says(/rondo answers on/);
  for (let loss = 0; loss < LOSSES; loss++) {
    const from = shell.output.length;
    tell(`nsenter --target $peer --net ip route add blackhole ${HERE}/32`);
    await shell.says(/all 20 backends that were up fail at once/, from);
    tell(`nsenter --target $peer --net ip route del blackhole ${HERE}/32`);
    await shell.says(/probes are trusted again/, from);
    // Those that began in the loss end within their time limit.
    await new Promise(resolve => setTimeout(resolve, 1500));
  }
  tell('kill $rondo; wait $rondo; exit');
  await shell.gone();
  expect(shell.output.match(/"to":"down".*/g) ?? []).toEqual([]);
  expect(shell.output).not.toContain('has no live member');
});
