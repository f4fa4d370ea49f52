// Orders by the page in a browser: what would be is shown first, a token is needed, and all can be taken back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.js';
import { PATIENCE_MS } from '../support/patience.js';
import { needs } from '../support/programs.js';
import { rondo, type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const isMissing = needs('chromium')[0];

describe.skipIf(isMissing)('orders', () => {
  const folder = new TempFolder();
  let browser: Browser;
  let served: Served;
  let root: string;
  const tokens = { operate: '', read: '' };

  async function addToken(name: string, rights: string): Promise<string> {
    const { stdout, stderr } = await rondo(['token', 'add', name, '--rights', rights], folder.path);
    const [text] = /rondo_[\w-]+/.exec(stdout) ?? [];
    if (text === undefined) throw new Error(stdout + stderr);
    return text;
  }

  beforeAll(async () => {
    folder.write(
      'rondo.yaml',
      `listen: 127.0.0.1:0
zones: [shop.test.yaml]
forward: off
admin: { address: 127.0.0.1:0, tokens: tokens.yaml }
`,
    );
    folder.write(
      'shop.test.yaml',
      `zone: shop.test
pools:
  www: { members: [192.0.2.1, 192.0.2.2] }
  api: { keep-at-least: 2, members: [192.0.2.3, 192.0.2.4] }
`,
    );
    tokens.operate = await addToken('alice', 'operate');
    tokens.read = await addToken('bob', 'read');
    [served, browser] = await Promise.all([serve([], folder.path), launchBrowser()]);
    root = `http://${served.admin}`;
  });
  afterAll(async () => {
    await browser?.close();
    await served?.server.stop();
    folder.remove();
  });

  /** Opens the page and the dialog of a member. */
  async function openOrder(member: string): Promise<Page> {
    const { page, strangers } = await openPage(browser, root);
    onTestFinished(async () => {
      expect(strangers).toEqual([]);
      await page.context().close();
    });
    await page.goto(root);
    await page.getByRole('button', { name: `Actions for ${member}` }).click();
    await page.getByRole('dialog', { name: member }).waitFor();
    return page;
  }

  async function typeToken(page: Page, text: string): Promise<void> {
    await page.getByRole('dialog', { name: 'Token' }).getByLabel('Token').fill(text);
    await page.getByRole('button', { name: 'Use it' }).click();
  }

  test('drain with a reason, after a look at what would be, and back again', async () => {
    const page = await openOrder('192.0.2.1');
    const preview = page.getByRole('region', { name: 'What would be answered' });
    await preview.getByText('www.shop.test A: 1 of 2 live').waitFor();
    expect(await preview.textContent()).toMatch(/192\.0\.2\.150% → out.*192\.0\.2\.250% → 100%/);
    await page.getByLabel('Reason').fill('new <b>disk</b>');
    await page.getByLabel('Time').selectOption('for 1 hour');
    await page.getByRole('button', { name: 'Drain 192.0.2.1' }).click();

    await typeToken(page, 'rondo_wrong');
    await page.getByText('the token is not known').waitFor();
    await typeToken(page, tokens.operate);

    const row = page.getByRole('row', { name: '192.0.2.1' });
    await row.getByText(/^by alice \(token\), 59m \d+s left: new <b>disk<\/b>$/).waitFor();
    expect(await page.locator('main b').count()).toBe(0);
    await page.getByText('192.0.2.1 in www.shop.test A is drained.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('drain', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText('192.0.2.1 in www.shop.test A is as before.').waitFor();

    // The token is kept for this tab, until it is to be forgotten.
    await page.reload();
    await page.getByRole('button', { name: 'Forget token' }).click();
    await page.getByRole('button', { name: 'Enter token' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  test('what a pool would not keep has to be confirmed', async () => {
    const page = await openOrder('192.0.2.3');
    const drain = page.getByRole('button', { name: 'Drain 192.0.2.3' });
    await page.getByText(/Do it all the same: .*keep/).waitFor();
    expect(await drain.isDisabled()).toBe(true);
    await page.getByLabel(/Do it all the same/).check();
    expect(await drain.isDisabled()).toBe(false);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('several at once: all that would be is shown in one dialog, and is taken back in one', async () => {
    const page = await openOrder('192.0.2.2');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByLabel('Choose 192.0.2.1 in www.shop.test A').press('Space');
    await page.getByLabel('Choose all of api.shop.test A').check();
    expect(await page.getByLabel('Choose 192.0.2.4 in api.shop.test A').isChecked()).toBe(true);
    await page.getByText('3 members of 2 pools chosen').waitFor();
    await page.getByRole('button', { name: 'Order …' }).click();
    await page.getByRole('radio', { name: 'Maintenance' }).check();
    const preview = page.getByRole('region', { name: 'What would be answered' });
    await preview.getByText('api.shop.test A: 0 of 2 live').waitFor();
    expect(await preview.textContent()).toMatch(/www\.shop\.test A: 1 of 2 live.*50% → out.*50% → 100%/);
    await page.getByLabel(/Do it all the same: .*api/).check();
    await page.getByRole('button', { name: 'Maintenance 3 members' }).click();
    await typeToken(page, tokens.operate);
    await page.getByText('3 members in 2 pools are in maintenance.').waitFor();
    await page.locator('tr.member .is-maint.word').nth(2).waitFor();
    expect(await page.getByRole('region', { name: 'Chosen members' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 members in 2 pools are as before.').waitFor();
    await page.locator('tr.member .is-maint.word').first().waitFor({ state: 'detached' });
  });

  test('a weight is shown before it counts, and planned maintenance until it is cancelled', async () => {
    const page = await openOrder('192.0.2.1');
    await page.getByRole('radio', { name: 'Weight' }).check();
    const button = page.getByRole('button', { name: 'Weight 192.0.2.1' });
    await page.locator('[name=weight]').fill('257');
    await page.getByText('a whole number from 0 to 256 is needed').waitFor();
    expect(await button.isDisabled()).toBe(true);
    await page.locator('[name=weight]').fill('3');
    await page.getByText('50% → 75%').waitFor();
    await button.click();
    await typeToken(page, tokens.operate);
    await page.getByText('192.0.2.1 in www.shop.test A is of weight 3.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('is as before').waitFor();

    await page.getByRole('button', { name: 'Actions for 192.0.2.1' }).click();
    const from = page.getByLabel('From');
    await from.fill('2001-01-01T10:00');
    await page.getByText('this moment is over').waitFor();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
    await from.fill(tomorrow);
    await page.getByText('what is planned needs an end').waitFor();
    await page.getByLabel('Time').selectOption('for 4 hours');
    await page.getByLabel('Reason').fill('new <b>switch</b>');
    await page.getByRole('button', { name: 'Plan: Drain 192.0.2.1' }).click();
    const planned = page.getByRole('region', { name: 'Planned' });
    await planned
      .getByText(/^Plan 1: drain of 192\.0\.2\.1 in www\.shop\.test A, in 23h 5\dm, .*for 4h/)
      .waitFor();
    expect(await planned.textContent()).toContain('by alice (token): new <b>switch</b>');
    await page
      .getByRole('row', { name: '192.0.2.1' })
      .getByText(/^plan 1: drain at /)
      .waitFor();
    await page.getByRole('button', { name: 'Cancel plan 1' }).click();
    await page.getByText('Plan 1 is cancelled.').waitFor();
    await planned.waitFor({ state: 'detached' });
  });

  test('a token that is taken back while the page is open: what is read goes on, and orders ask for another one', async () => {
    const carol = await addToken('carol', 'operate');
    // The server reads the file of tokens after the command has ended. Few tries: wrong tokens are counted.
    const headers = { Authorization: `Bearer ${carol}` };
    await expect
      .poll(async () => (await fetch(`${root}/api/v1/version`, { headers })).status, {
        interval: 1000,
        timeout: PATIENCE_MS,
      })
      .toBe(200);
    const page = await openOrder('192.0.2.2');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Enter token' }).click();
    await typeToken(page, carol);
    await page.getByRole('button', { name: 'Forget token' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Actions for 192.0.2.2' }).click();
    await page.getByLabel('Reason').fill('half typed');
    await page.getByText('live', { exact: true }).waitFor();
    const { status } = await rondo(['token', 'remove', 'carol'], folder.path);
    expect(status).toBe(0);
    await page.getByText(/^token refused: the token is not known. It is forgotten/).waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Drain 192.0.2.2' }).click();
    await page.keyboard.press('Escape');
    const dialog = page.getByRole('dialog', { name: '192.0.2.2' });
    await dialog.getByText('Not done: an order needs a token.').waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('half typed');
  });

  test('a token for reading alone gives no orders, and the page says so', async () => {
    const page = await openOrder('192.0.2.2');
    await page.getByRole('radio', { name: 'Maintenance' }).check();
    await page.getByLabel('Reason').fill('kept');
    await page.getByRole('button', { name: 'Maintenance 192.0.2.2' }).click();
    await typeToken(page, tokens.read);
    await page.getByRole('dialog', { name: 'Token' }).getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await page.keyboard.press('Escape');
    const dialog = page.getByRole('dialog', { name: '192.0.2.2' });
    await dialog.getByText(/^Not done: /).waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('kept');
  });
});
