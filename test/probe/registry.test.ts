// A kind that is one more line of the registry, with a key that is known nowhere else, works everywhere.
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { schemaFiles } from '../../src/config/json-schema.js';
import { loadConfig } from '../../src/config/load.js';
import { KINDS } from '../../src/probe/registry.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import { makeGeneration } from '../../src/store/generation.js';
import { TempFolder } from '../support/temp-folder.js';
import { listen } from './backend.js';

vi.mock('../../src/probe/registry.js', async original => ({
  KINDS: {
    ...(await original<typeof import('../../src/probe/registry.js')>()).KINDS,
    smtp: (await import('./smtp/kind.js')).smtp,
  },
}));

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

/** Loads a configuration with these profiles, and a zone with this probe. */
function load(probe: string, profiles = '{}') {
  const members = '{ "@": { probe: PROBE, members: [127.0.0.1, 127.0.0.2] } }'.replace('PROBE', probe);
  folder.write('app.test.yaml', `zone: app.test\nttl: 0\npools: ${members}\n`);
  const configFile = folder.write('rondo.yaml', `zones: app.test.yaml\nprobes: ${profiles}\n`);
  return loadConfig({ configFile, overrides: {} });
}

/** What is wrong with the probe, with hints. */
function faultsIn(probe: string, profiles?: string): string[] {
  return load(probe, profiles).problems.list.map(({ message, hint }) =>
    hint === undefined ? message : `${message} -> ${hint}`,
  );
}

it('is there beside all others', () => {
  expect(Object.keys(KINDS)).toContain('smtp');
  expect(Object.keys(KINDS)).toContain('http');
});

it('is checked key by key, and its keys belong to it alone', () => {
  expect(faultsIn('{ smtp: true, ehlo: probe.test }')).toEqual([]);
  expect(faultsIn('{ use: mail, ehlo: probe.test }', '{ mail: { smtp: 2525 } }')).toEqual([]);
  expect(faultsIn('{ http: /, ehlo: probe.test }')).toEqual([
    '"ehlo" belongs to smtp probes; this one is http',
  ]);
  expect(faultsIn('{ smtp: true, status: 200 }')).toEqual([
    '"status" belongs to http and https probes; this one is smtp',
  ]);
  expect(faultsIn('{ smtp: true, elho: probe.test }')).toEqual([
    expect.stringMatching(/elho.* -> did you mean `ehlo`\?$/),
  ]);
  expect(faultsIn('{ smpt: true }')).toContainEqual(
    expect.stringMatching(/smpt.* -> did you mean `smtp`\?$/),
  );
  expect(faultsIn('{ smtp: true, ehlo: "two words" }')).toEqual([
    expect.stringMatching(/^expected a host name/),
  ]);
  expect(faultsIn('{ smtp: true, tcp: true }')).toContainEqual(
    expect.stringContaining('tcp is there already, and a probe is of one kind'),
  );
});

it('stands in the schemas, wherever a probe may be written', () => {
  const files = schemaFiles();
  const { properties } = JSON.parse(files['rondo.schema.json']);
  const description = 'Name that the probe gives; default: rondo';
  expect(properties.health.items.properties.ehlo.description).toBe(description);
  expect(properties.probes.additionalProperties.properties.ehlo.description).toBe(description);
  expect(properties.probes.additionalProperties.properties.smtp.description).toMatch(/^Probe an SMTP server/);
  expect(files['zone.schema.json']).toContain(description);
});

it('is settled by its defaults, and run', async () => {
  const { target } = await listen(
    createServer(socket => {
      socket.write('220 mail.test\r\n');
      socket.once('data', said => socket.end(`250 hello ${said.toString().slice(5)}`));
    }),
  );
  const [pool] = makeGeneration(load('{ smtp: true, interval: 5s }')).pools;
  expect(pool.spec).toMatchObject({ kind: 'smtp', ehlo: 'rondo', intervalMs: 5_000, fall: 2 });
  expect(resultToText(await runProbe(target, pool.spec))).toBe('L7OK 250 hello rondo');
  const [named] = makeGeneration(load('{ smtp: true, ehlo: probe.test }')).pools;
  expect(resultToText(await runProbe(target, named.spec))).toBe('L7OK 250 hello probe.test');
});
