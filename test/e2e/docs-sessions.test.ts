// Sessions in docs/ whose numbers and times are others each time: typed in a network of their own, with real backends at the
// addresses that the documents use.
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import {
  commandsOf,
  SESSION_PROGRAMS,
  TIME_LIMIT_MS,
  typeSession,
  unshareArguments,
} from '../support/console-session.js';
import { fileOf, LIKE, readPages } from '../support/markdown.js';
import { needs } from '../support/programs.js';
import { RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

/** Answers each `ADDRESS/PORT/STATUS` with that status. */
const BACKENDS = `import { createServer } from 'node:http';
for (const [address, port, status] of process.argv.slice(2).map(each => each.split('/')))
  createServer((_, response) => response.writeHead(Number(status)).end()).listen(Number(port), address);
`;

const APP = `zone: app.example
pools:
  "@":
    probe: { http: /healthz }
    members: [192.0.2.1:80, 192.0.2.2:80, 192.0.2.3:80]
records:
  www: { CNAME: "@" }
`;

const SHOP = '@ SOA ns hostmaster 1 3600 600 604800 5\n@ NS ns\nns A 192.0.2.53\n\nwww A 192.0.2.1\n';

/** Breaks the zone of the shop, and has the server see it. */
const BREAK = "sed -i 's/192.0.2.1/192.0.2.300/' zones/shop.example.zone; rondo reload > /dev/null";

interface Scene {
  readonly name: string;
  readonly page: string;
  /** The commands of the page that are typed. */
  readonly typed: RegExp;
  readonly backends: string;
  readonly files: Readonly<Record<string, string>>;
  /** A zone that the server holds. */
  readonly zone: string;
  readonly before?: string;
}

const pages = readPages();
const blockOf = (path: string, file: string) =>
  pages.find(page => page.path === path)!.blocks.find(block => fileOf(block) === file)!.text;

const SCENES: readonly Scene[] = [
  {
    name: 'status and drain',
    page: 'docs/running.md',
    typed: /^rondo (?:status$|drain)/,
    backends: '127.0.0.1/8081/200',
    files: {
      'zones/my-awesome-highload-app.local.yaml': blockOf(
        'README.md',
        'zones/my-awesome-highload-app.local.yaml',
      ),
    },
    zone: 'my-awesome-highload-app.local',
  },
  {
    name: 'a mistake, explain and whatif',
    page: 'docs/running.md',
    typed: /^rondo (?:status \||explain|whatif)/,
    backends: '192.0.2.1/80/200 192.0.2.2/80/503 192.0.2.3/80/200',
    files: { 'zones/app.example.yaml': APP, 'zones/shop.example.zone': SHOP },
    zone: 'app.example',
    before: BREAK,
  },
  {
    name: 'overruled probes, and planned maintenance',
    page: 'docs/running.md',
    typed: /^rondo (?:up|maint|status app)/,
    backends: '192.0.2.1/80/200 192.0.2.2/80/200 192.0.2.3/80/503',
    files: {
      'zones/app.example.yaml': APP.replace(
        '192.0.2.1:80,',
        '{ address: 192.0.2.1, port: 80, tags: rack1 },',
      ),
    },
    zone: 'app.example',
    before: 'for n in $(seq 50); do rondo status | grep -q "1 down" && break; sleep 0.1; done',
  },
  {
    name: 'a zone that has changed',
    page: 'docs/running.md',
    typed: /^rondo zone/,
    backends: '192.0.2.1/80/200',
    files: { 'zones/app.example.yaml': APP.replace(', 192.0.2.3:80', '') },
    zone: 'app.example',
    before: "sed -i 's/192.0.2.2:80/192.0.2.3:80/' zones/app.example.yaml; rondo reload > /dev/null",
  },
  {
    name: 'orders that take out too many',
    page: 'docs/pools.md',
    typed: /^rondo drain/,
    backends: '192.0.2.1/80/200 192.0.2.2/80/200 192.0.2.3/80/200',
    files: { 'zones/safe.example.yaml': blockOf('docs/pools.md', 'zones/safe.example.yaml') },
    zone: 'safe.example',
    before: 'for n in $(seq 50); do rondo status | grep -q "3 up" && break; sleep 0.1; done',
  },
  {
    name: 'the API',
    page: 'docs/api.md',
    typed: /^curl/,
    backends: '192.0.2.1/80/200 192.0.2.2/80/200 192.0.2.3/80/200',
    files: { 'zones/app.example.yaml': APP },
    zone: 'app.example',
    before: 'for n in $(seq 50); do rondo status | grep -q "3 up" && break; sleep 0.1; done',
  },
  {
    name: 'the state of pools by DNS',
    page: 'docs/health.md',
    typed: /^dig/,
    backends: '192.0.2.1/8080/200',
    files: { 'zones/shop.example.yaml': blockOf('docs/health.md', 'zones/shop.example.yaml') },
    zone: 'shop.example',
  },
];

/** Starts the backends and the server, and waits until both answer, or not at all. */
const opening = ({ backends, zone, before = ':' }: Scene) =>
  [
    'for n in 1 2 3; do ip addr add 192.0.2.$n/32 dev lo; done',
    `node backends.mjs ${backends} > backends.log 2>&1 &`,
    'rondo serve > rondo.log 2>&1 &',
    // A server that does not start must not be waited for.
    `for n in $(seq 100); do dig @127.0.0.1 +tries=1 +time=1 ${zone} SOA > /dev/null && break; sleep 0.1; done`,
    'for n in $(seq 20); do rondo status > /dev/null 2>&1 && break; done',
    before,
    '',
  ].join('\n');

beforeEach(context => context.skip(...needs(...SESSION_PROGRAMS, 'curl')));

test.for(SCENES)('$page: $name', { timeout: TIME_LIMIT_MS + 10_000 }, async (scene, context) => {
  const spaces = unshareArguments();
  if (typeof spaces === 'string') return context.skip(true, `skipped: ${spaces}`);
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  for (const [file, text] of Object.entries(scene.files)) folder.write(file, text);
  folder.write(
    'rondo.yaml',
    'listen: 127.0.0.1:53\nzones: zones/*\nforward: off\nhealth-txt: on\nadmin: 127.0.0.1:9153\ncontrol: run\n',
  );
  folder.write('backends.mjs', BACKENDS);
  chmodSync(folder.write('bin/rondo', `#!/bin/sh\nTZ=Europe/Berlin exec node '${RONDO}' "$@"\n`), 0o755);
  const page = pages.find(({ path }) => path === scene.page)!;
  const commands = commandsOf(page, LIKE).filter(({ line }) => scene.typed.test(line));
  expect(commands.length).toBeGreaterThan(0);
  const { seen, shown, stderr } = await typeSession({
    folder,
    spaces,
    commands,
    served: scene.zone,
    opening: opening(scene),
    programs: `${folder.at('bin')}:${dirname(process.execPath)}`,
  });
  expect(seen, stderr).toEqual(shown);
});

test('every session of this kind is typed by a test', () => {
  const elsewhere = 'README.md';
  // One asks a host of the Internet, see notifications.test.ts; one is refused on stderr, see administer.test.ts; one makes
  // another token each time, see admin-access.test.ts.
  const untypable = ['rondo notify test', 'rondo maint 192.0.2.2', 'rondo token add alice --rights operate'];
  const untyped = pages
    .filter(({ path }) => path !== elsewhere)
    .flatMap(page => commandsOf(page, LIKE).map(({ line }) => ({ path: page.path, line })))
    .filter(
      ({ path, line }) =>
        !untypable.includes(line) && !SCENES.some(({ page, typed }) => page === path && typed.test(line)),
    );
  expect(untyped).toEqual([]);
});
