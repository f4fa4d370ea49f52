// The page of a server with a thousand pools, and of one pool with as many members as a pool may have: it stays of use.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGE_ROWS } from '../../src/page/pools-page.js';
import { launchBrowser, openPage } from '../support/browser.js';
import { needs } from '../support/programs.js';
import { type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const isMissing = needs('chromium')[0];
const POOLS = 1000;

/** Members of the one large pool; the last of them has another weight. */
const MEMBERS = 1024;
const LAST = '10.9.3.255';

/** Something that listens on all addresses of this machine. */
async function listening(): Promise<Server> {
  const server = createServer(socket => socket.destroy());
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Five members each, but for the large one, and for one of which a member is about to die. The last pool has none that is live. */
function zoneText(port: number, dyingPort: number): string {
  const lines = Array.from({ length: POOLS - 1 }, (_, index) => {
    const members = [1, 2, 3, 4, 5].map(last => `10.${index >> 8}.${index & 255}.${last}`);
    return `  app${index}: { members: [${members.join(', ')}] }`;
  });
  const dead = [1, 2, 3, 4, 5].map(last => `{ address: 127.0.1.${last}, port: 1 }`);
  const many = Array.from({ length: MEMBERS - 1 }, (_, index) => `10.9.${index >> 8}.${index & 255}`);
  lines.push(`  large: { members: [${many.join(', ')}, { address: ${LAST}, weight: 9 }] }`);
  const wide = Array.from({ length: 60 }, (_, index) => `127.0.2.${index + 1}`);
  const dying = `{ address: 127.0.3.1, port: ${dyingPort} }`;
  const tcp = `probe: { tcp: ${port}, interval: 500ms, timeout: 10s, fall: 1 }`;
  lines.push(`  wide: { ${tcp}, members: [${wide.join(', ')}, ${dying}] }`);
  lines.push(`  zz: { probe: { tcp: true, interval: 60s, fall: 1 }, members: [${dead.join(', ')}] }`);
  return `zone: many.test\npools:\n${lines.join('\n')}\n`;
}

describe.skipIf(isMissing)('very many members', () => {
  const folder = new TempFolder();
  let browser: Browser;
  let served: Served;
  let page: Page;
  let errors: readonly string[];
  let alive: Server;
  let dying: Server;

  beforeAll(async () => {
    folder.write(
      'rondo.yaml',
      'listen: 127.0.0.1:0\nzones: [many.test.yaml]\nforward: off\nadmin: 127.0.0.1:0\n',
    );
    [alive, dying] = await Promise.all([listening(), listening()]);
    folder.write('many.test.yaml', zoneText(portOf(alive), portOf(dying)));
    [served, browser] = await Promise.all([serve([], folder.path), launchBrowser()]);
    const watched = await openPage(browser, `http://${served.admin}`);
    [page, errors] = [watched.page, watched.errors];
    await page.goto(`http://${served.admin}/`);
    await page.locator('.feed').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.server.stop();
    alive?.close();
    dying?.close();
    folder.remove();
  });

  const rows = () => page.locator('tr.member').count();

  test('what is in trouble comes first and is open; the others are closed, and come as they are looked at', async () => {
    expect(await page.locator('#count').textContent()).toBe('1,002 pools, 6,085 members');
    expect(await page.locator('tbody').first().textContent()).toMatch(/zz\.many\.test A.*0 of 5 live/);
    expect(await rows()).toBe(5);
    const before = await page.locator('tbody').count();
    expect(before).toBeLessThan(POOLS / 2);
    await page.mouse.wheel(0, 100_000);
    await page.locator(`tbody:nth-of-type(${before + 1})`).waitFor();
  });

  test('a member is found among all', async () => {
    await page.getByRole('searchbox').fill('10.3.200.4');
    await page.getByRole('row', { name: '10.3.200.4' }).waitFor();
    expect(await rows()).toBe(1);
    await page.getByRole('searchbox').fill('many.test');
    await page.getByText('1,002 pools, 6,085 members').waitFor();
    // All are open then, and still not all are drawn.
    expect(await rows()).toBeLessThan(1000);
    await page.getByRole('searchbox').fill('app500.');
    await page.getByRole('button', { name: 'app500.many.test A', exact: true }).waitFor();
    expect(await page.locator('tbody').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('a member of a large pool is found, and how it is now', async () => {
    await page.getByRole('searchbox').fill(LAST);
    await page.getByRole('row', { name: LAST }).getByText('9', { exact: true }).waitFor();
    expect(await rows()).toBe(1);
    await page.getByRole('searchbox').fill('127.0.3.1');
    const row = page.getByRole('row', { name: '127.0.3.1' });
    await row.getByText('up', { exact: true }).waitFor();
    dying.close();
    await row.getByText('down', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  const textOf = async (query: string) => (await fetch(`http://${served.admin}/?${query}`)).text();
  const countIn = (text: string, part: string) => text.split(part).length - 1;

  test('without scripts there are pages of few rows, and ways to the others', async () => {
    const text = await textOf('page=2');
    expect(countIn(text, '<tbody')).toBe(PAGE_ROWS);
    expect(text).toMatch(/page 2 of \d/);
    expect(text).toContain('href="/?page=3"');
    expect(await textOf('page=99')).toMatch(/page (\d) of \1</);
    const one = await textOf('pool=app500.many.test%20A');
    expect(countIn(one, '<tr class="member')).toBe(5);
    expect(one).toContain('10.1.244.5');
  });

  test('without scripts all members are sorted and filtered, not only those of a page', async () => {
    const first = (text: string) => /<tr class="member[^>]*data-key="([^"]*)"/.exec(text)?.[1];
    const large = 'pool=large.many.test%20A';
    expect(await textOf(large)).toContain(`page 1 of ${Math.ceil(MEMBERS / PAGE_ROWS)}`);
    expect(first(await textOf(`${large}&sort=weight`))).toContain(LAST);
    expect(first(await textOf(`${large}&sort=weight&down=1`))).not.toContain(LAST);
    const found = await textOf(`q=${LAST}`);
    expect(countIn(found, '<tr class="member')).toBe(1);
    expect(found).toContain('1 of 1,002 pools');
  });
});
