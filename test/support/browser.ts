// A browser in tests: Chromium without a window, and pages that note errors and requests to others.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { PATIENCE_MS } from './patience.js';
import { program } from './programs.js';

/** Needs the program `chromium`. */
export function launchBrowser(): Promise<Browser> {
  // In a container there is no second sandbox; the pages are those of the test itself.
  const args = ['--no-sandbox', '--disable-gpu'];
  return chromium.launch({ executablePath: program('chromium'), args, timeout: PATIENCE_MS });
}

/** A page, and what it has done that it must not do. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors in its console and in its scripts. */
  readonly errors: string[];
  /** Addresses that are not of the server. */
  readonly strangers: string[];
}

/** Opens a page that may ask one server only. @param root its address, such as `http://127.0.0.1:9153` */
export async function openPage(
  browser: Browser,
  root: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const watched: WatchedPage = { page, errors: [], strangers: [] };
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') watched.errors.push(message.text());
  });
  page.on('pageerror', error => watched.errors.push(error.message));
  await context.route('**', route => {
    const url = route.request().url();
    if (url.startsWith(`${root}/`)) return route.continue();
    watched.strangers.push(url);
    return route.abort();
  });
  return watched;
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** The faults that keep people from using a page, one a line: what is wrong, and where. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // The policy of the page lets no script in by an element; this way it runs beside those of the page.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
