// What every kind of probe makes of servers that are ill and hostile: one table for all kinds.
import { createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { KIND_NAMES, kindOf } from '../../src/probe/kinds.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeKindName, ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { TempFolder } from '../support/temp-folder.js';
import { listen, refusing } from './backend.js';
import { certificates } from './certificates.js';
import {
  type Act,
  GARBAGE,
  LATE_MS,
  pour,
  ROWS,
  type Row,
  type Rule,
  type Served,
  SOON_MS,
  SUBJECTS,
  WAITED,
} from './conformance-table.js';
import { withSilentTarget } from './full-listener.js';

const kindIn = (name: string) => name.split(' ')[0] as ProbeKindName;

async function probe(name: string, target: Target, overrides: ProbeOverrides): Promise<string> {
  const own = SUBJECTS[name]?.overrides;
  return resultToText(await runProbe(target, specOf({ ...own, ...overrides, kind: kindIn(name) })));
}

const serveTcp = (act: Act): Promise<Served> => listen(createServer(act));

/** The result of a probe of a server that acts so; the probe has closed its connections. */
async function outcome(name: string, act: Act, overrides: ProbeOverrides): Promise<string> {
  const { target, allClosed } = await (SUBJECTS[name].serve ?? serveTcp)(act);
  const result = await probe(name, target, overrides);
  await allClosed();
  return result;
}

const expected = (finds: string | RegExp) =>
  typeof finds === 'string' ? finds : expect.stringMatching(finds);

/**
 * The results by row beside what is expected. Rows are tried at the same time, but those that wait for a deadline
 * after the others, which keep the processor busy.
 */
async function compare<Key extends string>(
  rows: readonly Key[],
  found: (row: Key, timeoutMs: number) => Promise<string>,
  finds: (row: Key) => string | RegExp,
): Promise<void> {
  const isLate = (row: Key) => String(finds(row)).includes(WAITED);
  const results: [Key, string][] = [];
  const tryAll = async (group: readonly Key[], timeoutMs: number) => {
    const texts = await Promise.all(group.map(row => found(row, timeoutMs)));
    group.forEach((row, index) => {
      results.push([row, texts[index]]);
    });
  };
  await tryAll(
    rows.filter(row => !isLate(row)),
    LATE_MS,
  );
  await tryAll(rows.filter(isLate), SOON_MS);
  expect(Object.fromEntries(results)).toEqual(
    Object.fromEntries(rows.map(row => [row, expected(finds(row))])),
  );
}

it('every kind that can be run is in one of the tables', () => {
  const run = KIND_NAMES.filter(name => kindOf(name).load !== undefined);
  const there = new Set([...Object.keys(SUBJECTS).map(kindIn), 'exec', 'file']);
  expect([...there].sort()).toEqual([...run].sort());
});

const overNetwork = Object.keys(SUBJECTS).filter(name => kindIn(name) !== 'https');

describe('a server that cannot be reached', () => {
  it('refuses', async () => {
    await compare(
      Object.keys(SUBJECTS),
      async (name, timeoutMs) => probe(name, await refusing(), { timeoutMs }),
      () => 'L4CON connection refused',
    );
  });

  it('does not answer to the first packet', async () => {
    await withSilentTarget(async target => {
      await compare(
        Object.keys(SUBJECTS),
        (name, timeoutMs) => probe(name, target, { timeoutMs }),
        // Nobody is there to drop a datagram.
        name => (name === 'dns' ? 'L4CON connection refused' : `L4TOUT no connection ${WAITED}`),
      );
    });
  });
});

describe.each(overNetwork)('%s: a server that is ill', name => {
  it('is judged, and let go', async () => {
    const subject = SUBJECTS[name];
    const rules: Readonly<Record<Row, Rule>> = ROWS;
    await compare(
      Object.keys(ROWS) as Row[],
      (row, timeoutMs) => outcome(name, rules[row].act(subject), { timeoutMs }),
      row => subject.finds[row] ?? rules[row].finds,
    );
  });
});

const ca = new Attachment('file', 'ca.crt', certificates.ca);

/** Does the server's part of the handshake, and hangs up after it. */
function secured(options: { readonly key: string; readonly cert: string }): Act {
  return socket => {
    const tls = new TLSSocket(socket, { isServer: true, ...options });
    tls.on('error', () => {});
    tls.once('secure', () => tls.end());
    tls.resume();
  };
}

/** Does it once the probe has begun the handshake. */
const greeted =
  (act: Act): Act =>
  socket =>
    socket.once('data', () => act(socket));

const TLS_ROWS: Readonly<
  Record<string, { readonly act: Act; readonly finds: string | RegExp; readonly overrides?: ProbeOverrides }>
> = {
  silent: {
    act: socket => socket.resume(),
    finds: `L6TOUT no TLS handshake ${WAITED}`,
  },
  closes: { act: socket => socket.resume().end(), finds: 'L6RSP connection closed in the TLS handshake' },
  resets: {
    act: greeted(socket => socket.resetAndDestroy()),
    finds: 'L6RSP connection closed in the TLS handshake',
  },
  garbage: {
    act: greeted(socket => socket.write(GARBAGE)),
    finds: 'L6RSP the other side does not speak TLS',
  },
  endless: {
    act: greeted(socket => pour(socket, GARBAGE)),
    finds: 'L6RSP the other side does not speak TLS',
  },
  unknown: {
    act: secured(certificates.server),
    finds: 'L6RSP the issuer of the certificate is not known',
    overrides: { ca: undefined },
  },
  selfSigned: { act: secured(certificates.own), finds: 'L6RSP the certificate is self-signed' },
  expired: { act: secured(certificates.expired), finds: 'L6RSP the certificate has expired' },
  foreign: {
    act: secured(certificates.server),
    finds: /^L6RSP the certificate is for another name/,
    overrides: { sni: 'other.test' },
  },
  closesAfterwards: {
    act: secured(certificates.server),
    finds: /^L7RSP connection closed before a complete re(ply|sponse)$/,
  },
};

describe.each(Object.keys(SUBJECTS).filter(name => SUBJECTS[name].toTls !== undefined))(
  '%s: a server whose TLS is ill',
  name => {
    it('is judged, and let go', async () => {
      const { toTls } = SUBJECTS[name];
      const tls = kindIn(name) === 'https' ? {} : { tls: true };
      await compare(
        Object.keys(TLS_ROWS),
        (row, timeoutMs) =>
          outcome(name, socket => toTls?.(socket, TLS_ROWS[row].act), {
            ...tls,
            ca,
            timeoutMs,
            ...TLS_ROWS[row].overrides,
          }),
        row => TLS_ROWS[row].finds,
      );
    });
  },
);

const here = { address: '192.0.2.1', host: 'app.test' };

describe('exec: a command that', () => {
  const folder = new TempFolder();
  const rows: Readonly<Record<string, { readonly script: string; readonly finds: string | RegExp }>> = {
    silent: { script: 'exec sleep 1000', finds: `PROCTOUT the command did not end ${WAITED}` },
    slow: {
      script: 'while :; do printf x; sleep 0.02; done',
      finds: `PROCTOUT the command did not end ${WAITED}`,
    },
    closesAtOnce: { script: 'exec >&-; exit 3', finds: 'PROCERR 3' },
    killedHalfway: { script: 'printf half; kill -9 $$', finds: 'PROCERR ended by SIGKILL: half' },
    garbage: { script: "printf '\\377\\000\\033[2J'; exit 1", finds: /^PROCERR 1 \S+$/ },
    endless: { script: 'exec yes', finds: 'PROCERR the command prints over 64 KiB' },
  };

  it('is ill', async () => {
    await compare(
      Object.keys(rows),
      (row, timeoutMs) => probe('exec', here, { command: ['/bin/sh', '-c', rows[row].script], timeoutMs }),
      row => rows[row].finds,
    );
  });

  it('is not there', async () => {
    const command = [folder.at('none')];
    expect(await probe('exec', here, { command })).toMatch(
      /^SOCKERR cannot run .*: there is no such command$/,
    );
    folder.remove();
  });
});

describe('file: a file that', () => {
  it('is not there, empty, garbage, too long or no file', async () => {
    const folder = new TempFolder();
    const file = (name: string, content: string) => () => folder.write(name, content);
    const rows: Readonly<Record<string, { readonly path: () => string; readonly finds: string | RegExp }>> = {
      absent: { path: () => folder.at('none'), finds: /^SOCKERR cannot read .*: there is no such file$/ },
      empty: { path: file('empty', ''), finds: 'L7RSP no line is about 192.0.2.1' },
      halfway: { path: file('half', '192.0.2.1 u'), finds: /^L7RSP no line is about .*, and line 1 cannot/ },
      garbage: {
        path: file('bad', GARBAGE),
        finds: /^L7RSP no line is about .*, and line 1 cannot be understood$/,
      },
      endless: { path: file('long', 'x'.repeat(2 ** 20 + 1)), finds: /^SOCKERR .*: it is over 1 MiB$/ },
      device: { path: () => '/dev/zero', finds: /^SOCKERR .*: it is not a regular file$/ },
      folder: { path: () => folder.path, finds: /^SOCKERR .*: it is not a regular file$/ },
    };
    await compare(
      Object.keys(rows),
      row => probe('file', here, { path: rows[row].path() }),
      row => rows[row].finds,
    );
    folder.remove();
  });
});
