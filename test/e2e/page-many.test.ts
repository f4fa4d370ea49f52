// The page of a server with a thousand pools and five thousand members: it stays of use.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.js';
import { needs } from '../support/programs.js';
import { type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const isMissing = needs('chromium')[0];
const POOLS = 1000;

/** Five members each; the last pool has none that is live. */
function zoneText(): string {
  const lines = Array.from({ length: POOLS - 1 }, (_, index) => {
    const members = [1, 2, 3, 4, 5].map(last => `10.${index >> 8}.${index & 255}.${last}`);
    return `  app${index}: { members: [${members.join(', ')}] }`;
  });
  const dead = [1, 2, 3, 4, 5].map(last => `{ address: 127.0.1.${last}, port: 1 }`);
  lines.push(`  zz: { probe: { tcp: true, interval: 60s, fall: 1 }, members: [${dead.join(', ')}] }`);
  return `zone: many.test\npools:\n${lines.join('\n')}\n`;
}

describe.skipIf(isMissing)('a thousand pools', () => {
  const folder = new TempFolder();
  let browser: Browser;
  let served: Served;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    folder.write(
      'rondo.yaml',
      'listen: 127.0.0.1:0\nzones: [many.test.yaml]\nforward: off\nadmin: 127.0.0.1:0\n',
    );
    folder.write('many.test.yaml', zoneText());
    [served, browser] = await Promise.all([serve([], folder.path), launchBrowser()]);
    const watched = await openPage(browser, `http://${served.admin}`);
    [page, errors] = [watched.page, watched.errors];
    await page.goto(`http://${served.admin}/`);
    await page.locator('.feed').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.server.stop();
    folder.remove();
  });

  const rows = () => page.locator('tr.member').count();

  test('what is in trouble comes first and is open; the others are closed, and come as they are looked at', async () => {
    expect(await page.locator('#count').textContent()).toBe('1,000 pools, 5,000 members');
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
    await page.getByText('1,000 pools, 5,000 members').waitFor();
    // All are open then, and still not all are drawn.
    expect(await rows()).toBeLessThan(1000);
    await page.getByRole('searchbox').fill('app500.');
    await page.getByRole('button', { name: 'app500.many.test A', exact: true }).waitFor();
    expect(await page.locator('tbody').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('without scripts the server shows one pool whole', async () => {
    const reply = await fetch(`http://${served.admin}/?pool=app500.many.test%20A`);
    const text = await reply.text();
    expect(text.match(/<tr class="member/g)).toHaveLength(5);
    expect(text).toContain('10.1.244.5');
  });
});
