// Keys that other servers are spoken to with.
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

function errorsOf(yaml: string): string[] {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  folder.write('c.zone', masterFile('$ORIGIN c.example.', 'www A 192.0.2.1'));
  folder.write('rondo.yaml', yaml);
  const { problems } = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} });
  const errors = problems.list.filter(({ severity }) => severity === 'error');
  return errors.map(({ place: { line, column }, message, hint }) => `${line}:${column}: ${message}; ${hint}`);
}

const zones = `zones:
  - { name: a.example, primaries: { address: 192.0.2.1, key: TRANSFERS. }, file: a.zone }
  - { name: b.example, primaries: [192.0.2.1, { address: 192.0.2.2, key: transfer }], file: b.zone }
  - { file: c.zone, transfer: { to: any, notify: { address: 192.0.2.3, key: others } } }
`;
const keys = 'keys: { transfers: { secret: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" } }\n';

test('each has to be one of `keys`, in any case of letters, with the dot at its end or without', () => {
  expect(errorsOf(zones + keys)).toEqual([
    '3:74: there is no key transfer; did you mean `transfers`?',
    '4:77: there is no key others; known keys: transfers',
  ]);
  expect(
    errorsOf(
      zones.replace(/transfer \}|others/gi, found => (found === 'others' ? 'transfers' : 'transfers }')) +
        keys,
    ),
  ).toEqual([]);
  expect(
    errorsOf('zones: c.zone\ntransfer: { to: any, notify: [{ address: 192.0.2.3, key: k }] }\n'),
  ).toEqual(['2:58: there is no key k; `keys` names none']);
});

test('one that is wrong is not said to be missing as well', () => {
  const wrong = 'keys: { xfr: { secret: "no base64!" } }\n';
  expect(errorsOf(`zones: c.zone\ntransfer: { to: xfr }\n${wrong}`)).toEqual([
    '3:16: the secret is no base64: character 9 does not belong in it; it is written in base64',
  ]);
});

test('in `transfer.to` keys stand beside addresses, and both together in a mapping', () => {
  const to = (text: string) => `zones: c.zone\ntransfer: { to: ${text} }\n${keys}`;
  expect(errorsOf(to('[127.0.0.0/8, Transfers., { address: 192.0.2.0/24, key: transfers }, any]'))).toEqual(
    [],
  );
  expect(errorsOf(to('[127.0.0.0/8, transfer]'))).toEqual([
    '2:31: there is no key transfer; did you mean `transfers`?',
  ]);
  expect(errorsOf(to('{ address: 192.0.2.1, key: ho }'))).toEqual([
    '2:44: there is no key ho; known keys: transfers',
  ]);
  expect(errorsOf(to('elsewhere'))).toEqual(['2:17: there is no key elsewhere; known keys: transfers']);
  for (const wrong of ['local', '192.0.2.0/33', '192.0.2', '""', 'localhost', '{ address: 192.0.2.1 }'])
    expect(errorsOf(to(wrong)), wrong).toHaveLength(1);
});
