// What the command prints with `--json`: each verb has a form, a schema that is published, and an example that is right.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { API_ROUTES } from '../../src/api/api-routes.js';
import { failureLine, wantsJson } from '../../src/cli/failure.js';
import { type FormName, formOf, JSON_FORMS } from '../../src/view/json-forms.js';
import { COMMAND_ERROR_CODE, ERROR_CODE } from '../../src/view/request-error.js';
import { firstColumn, ROOT, readPages } from '../support/markdown.js';
import { rondo } from '../support/rondo.js';

const page = readPages().find(({ path }) => path === 'docs/json.md')!;
/** Has examples of what no command prints. */
const api = readPages().find(({ path }) => path === 'docs/api.md')!;
const names = Object.keys(JSON_FORMS) as FormName[];
const commands = Object.values(JSON_FORMS).flatMap(form => form.commands);

test('every verb with --json has a form, and every form of a command is printed by one', async () => {
  const { stdout } = await rondo(['manual']);
  const sections = stdout.split(/^\.SS rondo /m).slice(1);
  const verbs = sections.filter(text => text.includes('\\-\\-json')).map(text => /^\w+/.exec(text)?.[0]);
  expect(verbs.length).toBeGreaterThan(6);
  const ofForms = commands.map(command => command.split(' ')[1]);
  expect(verbs.sort()).toEqual([...new Set(ofForms)].sort());
});

test('every reply of the API is a form', () => {
  const views = Object.values(JSON_FORMS).map(({ view }) => view as z.ZodType);
  const forms = API_ROUTES.filter(({ sends }) => sends !== 'text' && sends !== 'parts');
  expect(forms.filter(({ output }) => !views.includes(output))).toEqual([]);
});

test.each(names)('%s: a schema, a line in docs/json.md, and an example that has this form', name => {
  const path = `schema/json/${name}.schema.json`;
  expect(existsSync(join(ROOT, path))).toBe(true);
  const row = page.lines.find(line => line.startsWith('|') && line.includes(`[${name}](../${path})`));
  for (const command of JSON_FORMS[name].commands) expect(row).toContain(`\`${command} --json\``);
  expect(row).toBeDefined();

  const examples = [page, api].flatMap(({ blocks }) =>
    blocks.filter(({ info }) => info === `json form ${name}`),
  );
  expect(examples.length).toBeGreaterThan(0);
  const texts = examples.flatMap(({ text }) => (name === 'event' ? text.trimEnd().split('\n') : [text]));
  for (const text of texts) expect(formOf(name).parse(JSON.parse(text))).toEqual(JSON.parse(text));
});

interface Schema extends Partial<Readonly<Record<'anyOf' | 'oneOf', readonly Schema[]>>> {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

/** `.a[].b?`: the fields that a schema has, with a mark at those that may be absent. */
function fieldsOf(
  { properties = {}, required = [], items, anyOf = [], oneOf = [] }: Schema,
  at: string,
): string[] {
  const own = Object.entries(properties).flatMap(([key, inner]) => {
    const path = `${at}.${key}${required.includes(key) ? '' : '?'}`;
    return [path, ...fieldsOf(inner, path)];
  });
  const below = items === undefined ? [] : fieldsOf(items, `${at}[]`);
  return [...own, ...below, ...[...anyOf, ...oneOf].flatMap(each => fieldsOf(each, at))];
}

test('no field of version 1 is gone, and new ones are noted', () => {
  const noted = readFileSync(join(ROOT, 'test/cli/json-fields-1.txt'), 'utf8').trimEnd().split('\n');
  const fields = names.flatMap(name =>
    fieldsOf(JSON.parse(readFileSync(join(ROOT, `schema/json/${name}.schema.json`), 'utf8')) as Schema, name),
  );
  const gone = noted.filter(field => !fields.includes(field));
  expect(gone, 'programs rely on these: nothing may take them away or make them optional').toEqual([]);
  const added = fields.filter(field => !noted.includes(field));
  expect(added, 'add these lines to test/cli/json-fields-1.txt').toEqual([]);
});

test('every code of the command is explained, and those of servers are other words', () => {
  const own = Object.values(COMMAND_ERROR_CODE);
  expect(firstColumn(page, 'code')).toEqual(own);
  expect(own.filter(code => (Object.values(ERROR_CODE) as string[]).includes(code))).toEqual([]);
});

test.each([
  [['status', '--bogus', '--json'], 64, 'invalid_input', /unknown option '--bogus'/],
  [['statsu', '--json'], 64, 'invalid_input', /Did you mean status/],
  [['explain', '--json'], 64, 'invalid_input', /missing required argument/],
  [['query', 'a..b', '--json'], 64, 'invalid_input', /is not a name/],
  [
    ['query', 'a.example', '--json', '--server', '127.0.0.1:1', '--timeout', '0.3'],
    69,
    'no_answer',
    /^no answer/,
  ],
  [['cache', 'show', '--json'], 64, 'invalid_input', /^show needs a name$/],
  [['status', '--json', '--control', '/nowhere'], 69, 'no_server', /^no server was reached/],
  [['events', '--json', '--follow', '--control', '/nowhere'], 69, 'no_server', /^no server was reached/],
  [['explain', 'a.example', '--json', '--zone', 'README.md'], 65, 'invalid_files', /^README\.md:\d+:\d+: /],
  [
    ['whatif', '--json', '--zone', 'zones/my-awesome-highload-app.local.yaml'],
    64,
    'invalid_input',
    /imagined/,
  ],
])('%s: standard output is empty, and standard error one object', async (args, status, code, message) => {
  const result = await rondo(args, ROOT);
  expect([result.stdout, result.status]).toEqual(['', status]);
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
  const read = formOf('error').parse(JSON.parse(result.stderr)) as {
    error: { code: string; message: string };
  };
  expect(read.error.code).toBe(code);
  expect(read.error.message).toMatch(message);
});

test('what stands behind -- is no flag', () => {
  expect(wantsJson(['query', '--json'])).toBe(true);
  expect(wantsJson(['query', '--', '--json'])).toBe(false);
  expect(JSON.parse(failureLine({ code: 'internal', message: 'a\nb' }))).toMatchObject({ version: 1 });
});
