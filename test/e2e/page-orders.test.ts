// Orders by the page in a browser: what would be is shown first, a token is needed, and all can be taken back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.js';
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
    expect(await preview.textContent()).toMatch(/192\.0\.2\.1out.*192\.0\.2\.2100%/);
    await page.getByLabel('Reason').fill('new <b>disk</b>');
    await page.getByLabel('Time').selectOption('for 1 hour');
    await page.getByRole('button', { name: 'Drain 192.0.2.1' }).click();

    await typeToken(page, 'rondo_wrong');
    await page.getByText('the token is not known').waitFor();
    await typeToken(page, tokens.operate);

    const row = page.getByRole('row', { name: '192.0.2.1' });
    await row.getByText('by alice (token), 59m 59s left: new <b>disk</b>').waitFor();
    expect(await page.locator('main b').count()).toBe(0);
    await page.getByText('192.0.2.1 in www.shop.test A is drained.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('drain', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText('is as it was').waitFor();

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

  test('a token that is taken back while the page is open: what is read goes on, and orders ask for another one', async () => {
    const carol = await addToken('carol', 'operate');
    const page = await openOrder('192.0.2.2');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Enter token' }).click();
    await typeToken(page, carol);
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
