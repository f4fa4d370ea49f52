// The page in a browser: what changes is seen, names and texts stay texts, and everybody can use it.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openPage, seriousFaults, type WatchedPage } from '../support/browser.js';
import { needs } from '../support/programs.js';
import { type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const isMissing = needs('chromium')[0];

/** Backends on one address each. */
class Backends {
  readonly #servers: Server[] = [];

  /** @returns the port */
  async open(address: string, port = 0): Promise<number> {
    const server = createServer((_, response) => response.setHeader('connection', 'close').end('ok'));
    server.listen(port, address);
    await once(server, 'listening');
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  /** Ends the one that was opened first. */
  async endFirst(): Promise<void> {
    const server = this.#servers.shift();
    server?.closeAllConnections();
    server?.close();
    if (server !== undefined) await once(server, 'close');
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }
}

const HOSTILE = String.raw`<img\032src=x\032onerror=alert\(1\)>`;

describe.skipIf(isMissing)('the page', () => {
  const folder = new TempFolder();
  const backends = new Backends();
  let browser: Browser;
  let served: Served;
  let root: string;
  let ports: readonly number[];

  beforeAll(async () => {
    ports = [await backends.open('127.0.0.1'), await backends.open('127.0.0.2')];
    folder.write(
      'rondo.yaml',
      `listen: 127.0.0.1:0
zones: [shop.test.yaml]
forward: off
admin: 127.0.0.1:0
probes:
  hostile: { exec: [sh, -c, 'echo "<b>bold</b> <script>alert(2)</script>"; exit 1'], interval: 60s, fall: 1 }
`,
    );
    folder.write(
      'shop.test.yaml',
      `zone: shop.test
pools:
  www:
    probe: { http: /, interval: 200ms, timeout: 1s, fall: 1, rise: 1 }
    members:
      - { address: 127.0.0.1, port: ${ports[0]}, weight: 60 }
      - { address: 127.0.0.2, port: ${ports[1]}, weight: 45 }
  '${HOSTILE}':
    probe: { use: hostile }
    members: [127.0.0.3]
`,
    );
    [served, browser] = await Promise.all([serve([], folder.path), launchBrowser()]);
    root = `http://${served.admin}`;
  });
  afterAll(async () => {
    await browser?.close();
    await served?.server.stop();
    backends.close();
    folder.remove();
  });

  /** Opens a page, and at the end of the test sees that it did nothing wrong. */
  async function open(path: string, options?: Parameters<typeof openPage>[2]): Promise<WatchedPage['page']> {
    const watched = await openPage(browser, root, options);
    onTestFinished(async () => {
      expect(watched.errors).toEqual([]);
      expect(watched.strangers).toEqual([]);
      await watched.page.context().close();
    });
    await watched.page.goto(root + path);
    return watched.page;
  }

  const first = () => `127.0.0.1:${ports[0]}`;

  test('is whole without scripts', async () => {
    const page = await open('/', { javaScriptEnabled: false });
    const table = page.getByRole('table', { name: 'Pools and their members' });
    await expect(table.getByRole('row', { name: first() }).textContent()).resolves.toMatch(
      /up.*L7OK.*57\.1%/,
    );
    await page.getByRole('searchbox').fill('www');
    await page.getByRole('searchbox').press('Enter');
    expect(await page.locator('tbody').count()).toBe(1);
    await page.goto(`${root}/explain`);
    await page.getByLabel('Name', { exact: true }).fill('www.shop.test');
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await page.getByRole('table', { name: 'Records of the answer' }).textContent()).toContain(
      '127.0.0.2',
    );
    await page.goto(`${root}/events?q=${first()}`);
    expect(await page.getByRole('table', { name: 'Events' }).textContent()).toContain(`${first()} is up`);
  });

  test('names and texts of others are shown as texts', async () => {
    const page = await open('/');
    await page.getByText('live', { exact: true }).waitFor();
    const pool = page.locator('tbody').filter({ hasText: 'onerror' });
    await expect(pool.locator('.owner').textContent()).resolves.toContain('<img');
    await expect(pool.textContent()).resolves.toContain('<script>alert(2)</script>');
    expect(await page.locator('main img, main script, main b').count()).toBe(0);
  });

  test('the field finds pools and members, and is reached by a key', async () => {
    const page = await open('/');
    await page.getByText('live', { exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('www 127.0.0.2');
    await page.getByRole('row', { name: first() }).waitFor({ state: 'detached' });
    expect(await page.locator('tr.member').count()).toBe(1);
    expect(await page.locator('#count').textContent()).toBe('1 of 2 pools');
    await page.keyboard.press('Escape');
    await page.getByRole('row', { name: first() }).waitFor();
  });

  test('pools open and close, and members are sorted', async () => {
    const page = await open('/');
    const toggle = page.getByRole('button', { name: 'www.shop.test A', exact: true });
    await toggle.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: first() }).waitFor({ state: 'detached' });
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('www.shop.test A');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Weight' }).click();
    await page.getByRole('button', { name: 'Weight' }).click();
    await page.locator('th[aria-sort="descending"]').waitFor();
    const weights = page.locator('tbody').filter({ hasText: 'www' }).locator('tr.member .c-weight');
    expect(await weights.allTextContents()).toEqual(['45', '60']);
  });

  test('the next answer is explained, and what would be if a member were down', async () => {
    const page = await open('/explain?name=www.shop.test');
    await page.getByLabel(`Imagine ${first()} as`).selectOption('down');
    const trial = page.locator('.trial');
    await trial.getByText('127.0.0.2 first in 1 of 1 answer').waitFor();
    expect(await trial.textContent()).toMatch(/1 of 2 live/);
  });

  test.each([
    ['light', 1280, '/'],
    ['dark', 1280, '/'],
    ['light', 390, '/'],
    ['dark', 390, '/explain?name=www.shop.test'],
    ['light', 800, '/events'],
  ] as const)('nobody is kept out: %s, %d wide, %s', async (colorScheme, width, path) => {
    const page = await open(path, { colorScheme, viewport: { width, height: 900 } });
    await page
      .locator(path.startsWith('/explain') ? '[data-try]' : '.feed')
      .first()
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    // Nothing goes over the edge of a narrow screen.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  test('on a narrow screen the rest of a member is in its details, which stay open', async () => {
    const page = await open('/', { viewport: { width: 360, height: 800 } });
    await page.locator('.feed').waitFor();
    const row = page.getByRole('row', { name: first() });
    await row.locator('summary').focus();
    expect(await row.locator('.c-share').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    for (const cell of ['.c-check', '.c-took', '.c-failed', '.c-weight', '.c-share', '.c-handed', '.c-day'])
      await row.locator(cell).waitFor();
    // The row is drawn again with the next probe.
    const failed = row.locator('.c-failed');
    const before = await failed.textContent();
    await failed.filter({ hasNotText: before as string }).waitFor();
    await row.locator('.c-share').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  test('what all members of a pool come to stands below them', async () => {
    const page = await open('/', { javaScriptEnabled: false });
    const total = page.locator('tbody').filter({ hasText: 'www' }).locator('tr.total');
    expect(await total.locator('.c-member').textContent()).toContain('2 members');
    expect(await total.locator('.c-weight').textContent()).toBe('105');
    await page.getByRole('link', { name: 'Weight' }).click();
    await page.getByRole('link', { name: 'Weight' }).click();
    const weights = page.locator('tbody').filter({ hasText: 'www' }).locator('tr.member .c-weight');
    expect(await weights.allTextContents()).toEqual(['45', '60']);
    expect(await page.locator('.tile').first().textContent()).toMatch(/Answers a second.*thread/);
  });

  /** When the row of a member begins to say that it is down, in milliseconds since 1970, and by how much timers were late meanwhile. */
  const WATCH = (endpoint: string) => `new Promise(resolve => {
    let [held, last] = [0, performance.now()];
    setInterval(() => {
      held = Math.max(held, performance.now() - last - 10);
      last = performance.now();
    }, 10);
    const isDown = () => {
      const rows = [...document.querySelectorAll('tr.member')];
      return rows.some(row => row.textContent.startsWith('${endpoint}') && row.classList.contains('is-down'));
    };
    const observer = new MutationObserver(() => isDown() && resolve({ seenMs: Date.now(), held }));
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  })`;

  test('the death of a backend is seen within a second, and so is its return', async () => {
    const page = await open('/');
    const row = page.getByRole('row', { name: first() });
    await row.getByText('up', { exact: true }).waitFor();
    const seen = page.evaluate<{ seenMs: number; held: number }>(WATCH(first()));
    await backends.endFirst();
    const { seenMs, held } = await seen;
    const events = (await (await fetch(`${root}/api/v1/events`)).text()).trim().split('\n');
    const died = events.map(line => JSON.parse(line)).findLast(({ event }) => event === 'backend-down');
    // A machine that holds up the browser holds up the server, too: what is measured here is the way between them.
    expect(seenMs - Date.parse(died.time)).toBeLessThan(1000 + 4 * held);
    await row.getByText('down', { exact: true }).waitFor();
    await page.getByText('1 of 2 live').first().waitFor();
    await backends.open('127.0.0.1', ports[0]);
    await row.getByText('up', { exact: true }).waitFor();
  });
});
