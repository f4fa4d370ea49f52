// The files that a browser needs for the pages: read once, under names that change with what is in them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Assets } from '../page/document.js';

/** Where the build puts them; the same from here and from a release. */
const FOLDER = new URL('../browser/', import.meta.url);

const KINDS = {
  script: { file: 'page.js', contentType: 'text/javascript; charset=utf-8' },
  style: { file: 'page.css', contentType: 'text/css; charset=utf-8' },
  icon: { file: 'icon.svg', contentType: 'image/svg+xml' },
} as const;

export interface Asset {
  /** With a digest of the text in it. */
  readonly path: `/${string}`;
  readonly text: string;
  readonly contentType: string;
}

/** Characters of the digest that are in a name. */
const DIGEST = 12;

function read(file: string, contentType: string): Asset[] {
  const url = new URL(file, FOLDER);
  // Tests run from the sources, beside which nothing is built: the pages are whole without these files.
  if (!existsSync(url)) return [];
  const text = readFileSync(url, 'utf8');
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST);
  const [name, ending] = file.split('.');
  return [{ path: `/assets/${name}.${digest}.${ending}`, text, contentType }];
}

const found = Object.entries(KINDS).map(
  ([kind, { file, contentType }]) => [kind, read(file, contentType)] as const,
);

export const ASSETS: readonly Asset[] = found.flatMap(([, assets]) => assets);

/** Their paths, for the head of a page. */
export const ASSET_PATHS: Assets = Object.fromEntries(
  found.flatMap(([kind, assets]) => assets.map(({ path }) => [kind, path])),
);
