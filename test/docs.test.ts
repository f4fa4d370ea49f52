// The documents are true: every example passes, every link leads somewhere, and what they list is what there is.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { HEEDED } from '../src/config/dnsmasq/statements.js';
import { loadConfig } from '../src/config/load.js';
import { renderProblem } from '../src/source/render.js';
import { certificates } from './probe/certificates.js';
import { anchorsOf, fileOf, firstColumn, linksOf, type Page, ROOT, readPages } from './support/markdown.js';
import { isKeyOfProbe } from './support/probe-path.js';
import { rondo } from './support/rondo.js';
import { TempFolder } from './support/temp-folder.js';

const pages = readPages();

function page(path: string): Page {
  const found = pages.find(each => each.path === path);
  if (found === undefined) throw new Error(`there is no ${path}`);
  return found;
}

/** Blocks with these files are wrong on purpose: a console block of the page shows what is said about them. */
const BROKEN = 'broken/';
const CONFIG = 'rondo.yaml';
const isConfig = (file = '') => basename(file) === CONFIG && !file.startsWith(BROKEN);

const isZoneFile = (file: string) =>
  /\.(zone|yaml|(?<!(nginx|nsd|knot)\.)conf)$/.test(file) && !isConfig(file) && !file.startsWith(BROKEN);

describe('examples', () => {
  let folder: TempFolder;
  afterEach(() => folder.remove());

  /** Writes the files of a page, those named rondo.yaml left out. @returns their names */
  function writeFiles({ blocks }: Page): string[] {
    folder = new TempFolder();
    const files = blocks.flatMap(block => {
      const file = fileOf(block);
      return file === undefined || isConfig(file) ? [] : [{ file, text: block.text }];
    });
    for (const { file, text } of files) folder.write(file, text);
    // No page shows a private key.
    folder.write('fullchain.pem', certificates.server.cert);
    folder.write('key.pem', certificates.server.key);
    const names = files.map(({ file }) => file);
    expect(names, 'one file in two blocks').toEqual([...new Set(names)]);
    return names;
  }

  const withBlocks = pages.filter(({ blocks }) => blocks.some(({ info }) => info !== ''));
  /** What is wrong with files, as `rondo check` finds it. */
  function errorsIn(configFile: string | undefined, zones?: string[]): string[] {
    const { problems } = loadConfig({ configFile, overrides: { zones } });
    return problems.list
      .filter(({ severity }) => severity === 'error')
      .map(problem => renderProblem(problem));
  }

  test.each(withBlocks)('$path: configurations and zone files pass `rondo check`', each => {
    const zoneFiles = writeFiles(each).filter(isZoneFile);
    // Zone files that a configuration names may use its probes.
    const named = new Set<string>();
    for (const block of each.blocks.filter(other => isConfig(fileOf(other)))) {
      const file = fileOf(block)!;
      folder.write(file, block.text);
      for (const zone of [(parse(block.text) as { zones?: unknown }).zones ?? []].flat())
        named.add(join(dirname(file), String(zone)));
      expect({ errors: errorsIn(folder.at(file)), line: block.line }).toMatchObject({ errors: [] });
    }
    for (const file of zoneFiles.filter(name => !named.has(name))) {
      expect({ errors: errorsIn(undefined, [folder.at(file)]), file }).toMatchObject({ errors: [] });
    }
  });

  // Those of the README are the walk-through, which test/e2e/readme.test.ts runs.
  const others = pages.filter(({ path }) => path !== 'README.md');
  const sessions = others.flatMap(each =>
    each.blocks.filter(({ info }) => info === 'console').map(block => ({ each, path: each.path, block })),
  );
  test.each(sessions)('$path, line $block.line: commands print what is shown', async ({ each, block }) => {
    writeFiles(each);
    const config = each.blocks.find(other => fileOf(other) === CONFIG);
    if (config !== undefined) folder.write(CONFIG, config.text);
    for (const [, command, shown] of block.text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
      const [name, ...args] = command.split(' ');
      expect(name).toBe('rondo');
      const { stdout, stderr } = await rondo(args, folder.path);
      expect(stderr + stdout).toBe(shown);
    }
  });
});

test('the zone in the README is the one that is shipped', () => {
  const shown = page('README.md').blocks.find(({ info }) => info === 'yaml zone');
  const shipped = readFileSync(join(ROOT, 'zones/my-awesome-highload-app.local.yaml'), 'utf8');
  expect(parse(shipped)).toMatchObject(parse(shown?.text ?? '') as object);
});

/** Blocks of commands and texts that no test types, and why. All other kinds are read or typed by tests. */
const NOT_TYPED: Readonly<Record<string, string>> = {
  'README.md sh':
    'from the registry; test/e2e/readme.test.ts types `npm start`, test/e2e/package.long.ts installs a package',
  'docs/CONTRIBUTING.md sh': 'the tests themselves',
  'docs/admin.md text': 'a request, as test/e2e/admin-access.test.ts sends it',
  'docs/architecture.md text': 'drawings, which test/architecture.test.ts reads',
  'docs/install.md sh': 'needs root, Docker or the registry; test/deploy.test.ts looks at what is installed',
  'docs/json.md sh': 'jq, which reads what test/cli/json-forms.test.ts holds against its form',
  'docs/notifications.md text': 'a message, which test/notify/message.test.ts makes',
  'docs/probes.md text': 'lines of a file',
  'docs/running.md text': 'lines of the log, which test/e2e/changes.test.ts has',
  'docs/transfers.md text': 'lines of a status, which test/cli/status-head.test.ts has',
  'docs/stream.md sh': 'curl, which does not end; test/e2e/stream.test.ts reads the stream',
  'docs/zones.md text':
    'mistakes and what is said of them, as in test/config/mistakes-in-master-files.test.ts',
  'bench/README.md text': 'benches',
};
/** Typed by test/e2e/signing.test.ts. */
const SIGNING = 'docs/zones.md sh';

test('every block is typed by a test, or it is said why not', () => {
  const kinds = pages
    .filter(({ path }) => dirname(path) !== 'docs/decisions')
    .flatMap(({ path, blocks }) => blocks.map(({ info }) => `${path} ${info}`))
    .filter(kind => /(?<!\w)(?:sh|text)$/.test(kind));
  expect([...new Set(kinds)].sort()).toEqual([...Object.keys(NOT_TYPED), SIGNING].sort());
});

test('each command of a document stands on a line of its own', () => {
  const joined = pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ info }) => /^(?:sh|console)\b/.test(info))
      .flatMap(({ text }) => text.split('\n'))
      .filter(line =>
        /^(?:\$ )?(?:sudo )?(?:npm|rondo|dig|git|apt|systemctl) .* rondo (?:init|serve|check|status|query)\b/.test(
          line,
        ),
      )
      .map(line => `${path}: ${line}`),
  );
  expect(joined).toEqual([]);
});

test('the picture in the README shows what its commands print', () => {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  const picture = readFileSync(join(ROOT, 'docs/terminal.svg'), 'utf8');
  const rows = [...picture.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, row]) => row);
  // What is typed is shorter there.
  const printed = rows.filter(row => !row.includes('class="prompt"')).map(plain);
  const sessions = page('README.md').blocks.filter(({ info }) => info === 'console');
  const shown = plain(sessions.map(({ text }) => text).join('\n'));
  expect(printed.length).toBeGreaterThan(5);
  expect(
    printed.filter(row => !shown.includes(row.replace(/^my-awesome\S+ 0 IN A (?=127.0.0.[12]$)/, ''))),
  ).toEqual([]);
});

describe('links', () => {
  test.each(pages)('$path: links lead to files and headings of the repository', each => {
    const broken = linksOf(each).filter(link => {
      if (/^https?:/.test(link)) return false;
      const [target, anchor] = link.split('#');
      const path = target === '' ? each.path : normalize(join(dirname(each.path), target));
      if (path.startsWith('..') || !existsSync(join(ROOT, path))) return true;
      return anchor !== undefined && !anchorsOf(page(path)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('the README leads to every page', () => {
    const readme = page('README.md');
    const linked = linksOf(readme).map(normalize);
    // Those that are not in the package are named, for a link would lead nowhere there.
    const isNamed = (path: string) => linked.includes(path) || readme.prose.includes(`\`${path}\``);
    const missed = pages.map(({ path }) => path).filter(path => !isNamed(path));
    expect(missed.filter(path => path !== 'README.md' && dirname(path) !== 'docs/decisions')).toEqual([]);
  });
});

/** `a.b.c` counts as `a.b` and `a`, too. */
function withParents(paths: Iterable<string>): string[] {
  const all = [...paths].flatMap(path =>
    path.split('.').map((_, at, parts) => parts.slice(0, at + 1).join('.')),
  );
  return [...new Set(all)].sort();
}

/** `pools.NAME.members[].port` names the key `pools.members.port`; `tcp: PORT` the key `tcp`. */
function keysOf(path: string): string[] {
  const keys = firstColumn(page(path), 'key').map(key => key.replace(/:.*|\[\]|\.[A-Z]+/g, ''));
  return withParents(keys);
}

interface JsonSchema extends Partial<Readonly<Record<'anyOf' | 'oneOf', readonly JsonSchema[]>>> {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
}

/** Paths of all keys, without names that users choose. */
function pathsOf(schema: JsonSchema, above = ''): string[] {
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = schema;
  const own = Object.entries(properties).flatMap(([key, inner]) => [
    above + key,
    ...pathsOf(inner, `${above}${key}.`),
  ]);
  const further = [additionalProperties, items, ...anyOf, ...oneOf].filter(each => typeof each === 'object');
  return [...own, ...further.flatMap(each => pathsOf(each, above))];
}

const schemaPaths = (name: string) =>
  pathsOf(JSON.parse(readFileSync(join(ROOT, 'schema', name), 'utf8')) as JsonSchema);

describe('keys', () => {
  const probeKeys = [...new Set([...keysOf('docs/health.md'), ...keysOf('docs/probes.md')])].sort();
  /** Keys that are no keys of a probe, which docs/health.md and docs/probes.md list. */
  const without = (paths: string[]) => paths.filter(path => !probeKeys.some(key => isKeyOfProbe(path, key)));

  test('docs/health.md and docs/probes.md list the keys of a probe', () => {
    const inSchema = schemaPaths('zone.schema.json').flatMap(
      path => /^pools\.probe\.([^.]+)$/.exec(path)?.[1] ?? [],
    );
    expect(probeKeys).toEqual(withParents(inSchema));
  });

  test('docs/configuration.md lists the keys of rondo.yaml', () => {
    const inSchema = without(schemaPaths('rondo.schema.json'));
    expect(keysOf('docs/configuration.md')).toEqual(withParents(inSchema));
  });

  test('its example has every key of the top level', () => {
    const example = page('docs/configuration.md').blocks.find(({ info }) => info === `yaml ${CONFIG}`);
    const inSchema = schemaPaths('rondo.schema.json').filter(path => !path.includes('.'));
    expect(Object.keys(parse(example?.text ?? '') as object).sort()).toEqual(withParents(inSchema));
  });

  test('docs/zones.md lists the keys of a YAML zone', () => {
    const inSchema = without(schemaPaths('zone.schema.json'));
    expect(keysOf('docs/zones.md')).toEqual(withParents(inSchema));
  });

  test('docs/zones.md lists the directives of dnsmasq that are heeded', () => {
    const listed = firstColumn(page('docs/zones.md'), 'directive').map(code => code.replace(/=.*/, ''));
    expect([...new Set(listed)].sort()).toEqual([...HEEDED.keys()].sort());
  });
});

test('flags in the documents are those of --help, and all of them', async () => {
  const flagsIn = (text: string) => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g))].sort();
  const { stdout: overview } = await rondo(['--help']);
  const verbs = [...overview.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, verb]) => verb);
  const helps = await Promise.all(verbs.map(verb => rondo([verb, '--help'])));
  // The README's walk-through and the lessons have flags of other programs, and so have npm's scripts, the bench among them.
  const own = pages.filter(({ path }) => !path.startsWith('bench'));
  const texts = own.flatMap(({ path, prose, blocks }) => [
    prose.replace(/`npm run [^`]*`/g, ''),
    ...blocks
      .filter(({ info }) => !info.startsWith(path === 'README.md' ? 'console' : 'console lesson'))
      .map(({ text }) => text),
  ]);
  // So have `npm run …`, which runs the tests, and curl.
  const ownText = texts.join('\n').replace(/npm run \S+ -- [^`]*|^\$ curl .*/gm, '');
  expect(flagsIn(ownText)).toEqual(flagsIn([overview, ...helps.map(({ stdout }) => stdout)].join('\n')));
});
