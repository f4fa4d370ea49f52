// The commands that docs/zones.md gives for signing make a zone that Rondo serves with its signatures.
import { afterAll, expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { readPages } from '../support/markdown.js';
import { finish } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { rondo, serveInTest } from '../support/rondo.js';
import { sectionLines } from '../support/section.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

test('docs/zones.md: a zone is signed, passes `rondo check`, and its proofs are given', async context => {
  context.skip(...needs('dnssec-keygen', 'dnssec-signzone'));
  const { blocks } = readPages().find(({ path }) => path === 'docs/zones.md')!;
  for (const { info, text } of blocks) {
    const file = /^dns ([\w.-]+)$/.exec(info)?.[1];
    if (file !== undefined) folder.write(file, text);
  }
  const commands = blocks.filter(({ info }) => info === 'sh').map(({ text }) => text);
  expect(commands.length).toBe(1);
  const signing = await finish('/bin/sh', ['-ec', commands[0]], folder.path);
  expect(signing, signing.stderr).toMatchObject({ status: 0 });

  expect(await rondo(['check', 'signed/example.org.zone'], folder.path)).toMatchObject({
    status: 0,
    stderr: '',
  });
  const { port } = await serveInTest(['--zone', 'signed/example.org.zone'], folder.path);
  const types = async (text: string) => {
    const message = await ask(port, text, { edns: { do: true } });
    const lines = [...sectionLines(message.answer), ...sectionLines(message.authority)];
    return { rcode: message.rcode, types: lines.map(line => line.split(' ')[3]) };
  };
  expect(await types('www.example.org A')).toEqual({ rcode: 0, types: ['A', 'A', 'RRSIG'] });
  const denied = await types('none.example.org A');
  expect({ ...denied, types: new Set(denied.types) }).toEqual({
    rcode: 3,
    types: new Set(['SOA', 'RRSIG', 'NSEC3']),
  });
});
