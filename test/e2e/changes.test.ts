// What a running server says of an edit, and the serials of zones that have none of their own.
import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ServerEvent } from '../../src/view/event.js';
import { answers, ask, until } from '../support/ask.js';
import { type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
beforeEach(() => {
  const own = new TempFolder();
  // Hooks of a test run in reverse order: its servers, which write there, have ended before.
  onTestFinished(() => own.remove());
  folder = own;
});

async function serve(): Promise<Served> {
  const served = await serveControlled(folder.path, folder.at('control'));
  onTestFinished(async () => {
    await served.server.stop('SIGKILL');
  });
  return served;
}

function configure(): void {
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nforward: off\nzones: [zones/*]\ncontrol: ${folder.at('control')}\nstate: ${folder.at('state.json')}\n`,
  );
}

/** What `rondo events --json` prints. */
async function events(): Promise<ServerEvent[]> {
  const socketPath = folder.at(
    `control/${readdirSync(folder.at('control')).find(name => name.endsWith('.sock'))}`,
  );
  const response = await new Promise<IncomingMessage>(resolve =>
    get({ socketPath, path: '/api/v1/events' }, resolve),
  );
  return (await text(response))
    .split('\n')
    .flatMap(line => (line === '' ? [] : [JSON.parse(line) as ServerEvent]));
}

/** The last reload, once there is one of which the text is like this. */
async function reload(wanted: RegExp): Promise<ServerEvent> {
  const seen = await until(events, all => all.some(each => each.kind === 'reload' && wanted.test(each.text)));
  return seen.findLast(each => wanted.test(each.text))!;
}

const yaml = (...addresses: string[]) =>
  `zone: y.example\nrecords:\n  www: { A: [${addresses.join(', ')}] }\n`;

test('an edit is told by what came and went, in words and as data', async () => {
  configure();
  folder.write('zones/big.example.zone', masterFile('www A 192.0.2.1', 'mail A 192.0.2.2'));
  folder.write('zones/old.example.zone', masterFile('www A 192.0.2.1'));
  const { server } = await serve();
  folder.write(
    'zones/big.example.zone',
    masterFile('www A 192.0.2.7', 'mail A 192.0.2.2', 'new 300 TXT "some text"'),
  );
  const edit = await reload(/big\.example/);
  expect(edit.text).toMatch(/^reloaded: 1 of 2 zones read in \d+ ms; big\.example: 2 records came, 1 went$/);
  expect(edit.changes).toEqual([
    {
      zone: 'big.example',
      what: 'changed',
      came: 2,
      went: 1,
      serial: 1,
      records: [
        '+ new.big.example. 300 IN TXT "some text"',
        '- www.big.example. 60 IN A 192.0.2.1',
        '+ www.big.example. 60 IN A 192.0.2.7',
      ],
    },
  ]);
  await server.says(
    /"changed":"big.example: 2 records came, 1 went","zones":2,"read":1,"ms":\d+,"msg":"reloaded"/,
  );
  folder.write('zones/new.example.zone', masterFile('www A 192.0.2.1'));
  const { text, changes } = await reload(/new\.example/);
  expect(text).toMatch(/; new\.example: new, \d records$/);
  expect(changes?.[0]).toMatchObject({ what: 'new', went: 0, serial: 1, records: [] });
  rmSync(folder.at('zones/old.example.zone'));
  expect((await reload(/old\.example/)).text).toMatch(/; old\.example: gone$/);
  server.child.kill('SIGHUP');
  const last = await reload(/zones read in \d+ ms$/);
  expect(last.changes).toBeUndefined();
});

test('the serial of a zone without one changes with its records, and never goes back', async () => {
  configure();
  const file = folder.write('zones/y.example.yaml', yaml('192.0.2.1'));
  utimesSync(file, 2_000_000_000, 2_000_000_000);
  const serialAt = async ({ port }: Served) => {
    const [line] = answers(await ask(port, 'y.example SOA'));
    return Number(line.split(' ').at(-5));
  };
  const first = await serve();
  expect(await serialAt(first)).toBe(2_000_000_000);
  // The clock was set back before the edit.
  folder.write('zones/y.example.yaml', yaml('192.0.2.1', '192.0.2.2'));
  expect((await reload(/y\.example/)).changes?.[0].serial).toBe(2_000_000_001);
  expect(await serialAt(first)).toBe(2_000_000_001);
  // Written again without a change, and a reload without any.
  folder.write('zones/y.example.yaml', `# The same.\n${yaml('192.0.2.2', '192.0.2.1')}`);
  first.server.child.kill('SIGHUP');
  await until(events, all => all.filter(({ kind }) => kind === 'reload').length >= 2);
  expect(await serialAt(first)).toBe(2_000_000_001);
  await first.server.stop();
  const second = await serve();
  expect(await serialAt(second)).toBe(2_000_000_001);
  await second.server.stop();
  folder.write('zones/y.example.yaml', yaml('192.0.2.3'));
  expect(await serialAt(await serve())).toBe(2_000_000_002);
});
