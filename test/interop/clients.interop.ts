// The shares that real clients see of three members: the table in docs/rotation.md is what they do, and with `limit: auto` all shares are
// even. `npm run test:interop -- clients --write` writes the table anew, with all clients that this machine has.
import { afterAll, expect, test } from 'vitest';
import { needs, skip } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { allClients, COUNTER, USUAL, usualClients } from './clients/clients.js';
import { LIMITS, measure, type Row, refusal } from './clients/measure.js';
import { SCENES } from './clients/scenes.js';
import { readRows, rowName, writeRows } from './clients/table.js';

/** Browsers take minutes. */
const LIMIT_MS = 3_600_000;
const EVEN = '33/33/33';
const folder = new TempFolder();
afterAll(() => folder.remove());

const isWriting = process.env.RONDO_INTEROP_WRITE !== undefined;

test('clients see the shares that docs/rotation.md says, and even ones with `limit: auto`', {
  timeout: LIMIT_MS,
}, context => {
  context.skip(...needs('unshare', 'nsenter', 'ip', ...USUAL));
  const refused = refusal();
  if (refused !== undefined) context.skip(...skip(`no networks for tests here, which need root: ${refused}`));
  const measured = measure(isWriting ? allClients(folder) : usualClients(folder));
  const rows = new Map<string, Row>();
  for (const limit of LIMITS)
    for (const [client, row] of measured.get(limit)!)
      if (limit === 'none' || client === COUNTER.name) rows.set(rowName(client, limit), row);
      else expect([client, ...row]).toEqual([client, ...SCENES.map(() => EVEN)]);
  if (isWriting) writeRows(rows);
  const page = readRows();
  for (const [name, row] of rows) expect([name, ...page.get(name)!]).toEqual([name, ...row]);
});
