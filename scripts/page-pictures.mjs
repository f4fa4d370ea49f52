// Makes the pictures of docs/page.md: starts a server with an example, and has a browser show its page.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { encode } from 'dns-packet';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rondo-pictures-'));
const [DNS, ADMIN] = [5390, 9190];
const PICTURES = [
  { name: 'page-light', colorScheme: 'light', width: 1280, height: 720 },
  { name: 'page-dark', colorScheme: 'dark', width: 1280, height: 720 },
  { name: 'page-narrow', colorScheme: 'light', width: 390, height: 900, details: '127.0.0.4:8381' },
];

const CONFIG = `listen: 127.0.0.1:${DNS}
zones: [shop.example.yaml]
forward: [192.0.2.53, 192.0.2.54]
admin: 127.0.0.1:${ADMIN}
control: ${folder}
`;
const ZONE = `zone: shop.example
pools:
  www:
    probe: { http: /, interval: 500ms }
    members:
      - { address: 127.0.0.1, port: 8381, weight: 60 }
      - { address: 127.0.0.2, port: 8381, weight: 45 }
      - { address: 127.0.0.3, port: 8381, backup: true }
  api:
    probe: { http: /, interval: 500ms }
    members: [{ address: 127.0.0.4, port: 8381 }, { address: 127.0.0.5, port: 8381 }, { address: 127.0.0.6, port: 8381 }]
  db:
    probe: { tcp: 8381, interval: 500ms }
    members: [127.0.0.7, 127.0.0.8]
`;
/** Nobody answers at the others. */
const ALIVE = [1, 2, 4, 5, 7, 8];

/** A day that has not passed: an hour of times and some minutes without answers, so that the picture shows what is drawn. */
function pastOf(endpoint, place, isDown) {
  const wave = minute => 2 + place + Math.sin(minute / 5 + place) + (minute % 17 === place ? 3 : 0);
  const stays = [
    { agoMs: 86_400_000, forMs: 50_000_000, worst: 'up', good: 1 },
    { agoMs: 36_400_000, forMs: 900_000, worst: place % 3 === 2 ? 'down' : 'up', good: place % 3 === 2 ? 0 : 1 },
    { agoMs: 35_500_000, forMs: 33_700_000, worst: 'up', good: 1 },
    { agoMs: 1_800_000, forMs: 1_800_000, worst: isDown ? 'down' : 'up', good: isDown ? 0 : 1 },
  ];
  const minutes = Array.from({ length: 60 }, (_, minute) => (isDown && minute > 30 ? null : wave(minute)));
  return { endpoint, averageMs: minutes, longestMs: minutes, failed: minutes.map(() => 0), states: stays };
}

/** Asks as clients do, for as long as it is not closed. */
function clients() {
  const socket = createSocket('udp4');
  const query = name => encode({ type: 'query', id: 1, flags: 0, questions: [{ type: 'A', name }] });
  const ask = () => {
    const names = Array(20 + Math.round(20 * Math.random())).fill('www.shop.example').concat('api.shop.example');
    for (const name of names) socket.send(query(name), DNS, '127.0.0.1');
  };
  const timer = setInterval(ask, 100);
  return () => {
    clearInterval(timer);
    socket.close();
  };
}

async function takePicture(browser, { name, colorScheme, width, height, details }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.route('**/api/v1/history?*', async route => {
    const reply = await route.fetch();
    const view = await reply.json();
    const down = new Set(['127.0.0.6:8381']);
    const members = view.members.map(({ endpoint }, place) => pastOf(endpoint, place, down.has(endpoint)));
    await route.fulfill({ response: reply, json: { ...view, members } });
  });
  await page.goto(`http://127.0.0.1:${ADMIN}/`);
  await page.locator('.strip').first().waitFor({ state: 'attached' });
  if (details !== undefined) await page.getByRole('row', { name: details }).locator('summary').click();
  await pause(500);
  await page.screenshot({ path: join(root, `docs/${name}.png`) });
  await context.close();
}

const backends = ALIVE.map(last =>
  createServer((_, response) => response.setHeader('connection', 'close').end('ok')).listen(8381, `127.0.0.${last}`),
);
writeFileSync(join(folder, 'rondo.yaml'), CONFIG);
writeFileSync(join(folder, 'shop.example.yaml'), ZONE);
const rondo = (...args) => spawn(process.execPath, [join(root, 'dist/main.js'), ...args], { cwd: folder });
const server = rondo('serve');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const end = clients();
try {
  // Until it is ready, nobody answers there.
  while (!(await fetch(`http://127.0.0.1:${ADMIN}/readyz`).catch(() => undefined))?.ok) await pause(200);
  const drain = ['drain', '127.0.0.8', '--reason', 'new disk', '--for', '2h', '--control', folder];
  const [status] = await once(rondo(...drain), 'close');
  if (status !== 0) throw new Error(`rondo ${drain.join(' ')} ends with ${status}`);
  await pause(60_000);
  for (const picture of PICTURES) await takePicture(browser, picture);
} finally {
  end();
  await browser.close();
  server.kill();
  for (const backend of backends) backend.close();
  rmSync(folder, { recursive: true, force: true });
}
