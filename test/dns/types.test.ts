// The documented types are those of the table.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SVC_KEY_NAMES } from '../../src/dns/rdata/svc-key.js';
import { fieldsOf } from '../../src/dns/rdata/table.js';
import { isMetaType, TYPE, typeToText } from '../../src/dns/types.js';

const page = readFileSync(new URL('../../docs/zones.md', import.meta.url), 'utf8');
const [, section] = /### Record types\n(.*?)\n## /s.exec(page)!;
const [typed, bare, keys] = [...section.matchAll(/```text\n(.*?)```/gs)].map(([, text]) =>
  text.trim().split(/\s+/),
);

test('docs/zones.md lists the types with a notation of their own', () => {
  expect(typed).toEqual([...fieldsOf.keys()].map(typeToText));
});

test('docs/zones.md lists the types that have only a name', () => {
  const data = Object.values(TYPE).filter(type => !isMetaType(type) && !fieldsOf.has(type));
  expect(bare).toEqual(data.map(typeToText));
});

test('docs/zones.md lists the SvcParamKeys', () => {
  expect(keys).toEqual(SVC_KEY_NAMES);
});
