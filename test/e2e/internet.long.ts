// A small internet in a network of its own: what a client sees through Rondo is what the upstream itself would have told it.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { decode } from 'dns-packet';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Running } from '../support/processes.js';
import { needs, program, skip } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { type Asked, allQuestions } from './internet/questions.js';
import { CLIENT, FORWARDER, inside, scriptOf, UPSTREAM, writeServers } from './internet/servers.js';
import { writeZones } from './internet/zones.js';

const PROGRAMS = [
  'unshare',
  'nsenter',
  'ip',
  'nsd',
  'unbound',
  'delv',
  'dig',
  'dnssec-keygen',
  'dnssec-signzone',
];
const QUESTIONS = 1000;
const TC = 0x02;
const AD = 0x20;
/** What the TTL of an answer that is kept may have lost while all questions were asked. */
const TTL_LESS = 90;

const folder = new TempFolder();
let network: Running | undefined;

beforeEach(context => {
  context.skip(...needs(...PROGRAMS));
  if (network === undefined) context.skip(...skip('no networks for tests here, which need root'));
});
beforeAll(async () => {
  if (PROGRAMS.some(name => program(name) === undefined)) return;
  if (spawnSync('unshare', ['--net', 'true']).status !== 0) return;
  writeServers(folder, writeZones(folder));
  network = new Running(spawn('unshare', ['--net', 'sh', '-c', scriptOf(folder)]));
  await network.says(/network ready/);
  await network.says(/"msg":"rondo answers on /);
});
afterAll(async () => {
  network?.child.stdin?.end();
  await network?.gone();
  folder.remove();
});

/** Runs a program in the network. @returns what it printed */
function run(command: readonly string[], input = ''): Promise<string> {
  const child = network!.child;
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 2 ** 28 };
    const running = execFile('nsenter', inside(child, ...command), options, (error, stdout, stderr) =>
      error !== null && stdout === '' ? reject(new Error(stderr)) : resolve(`${stdout}${stderr}`),
    );
    running.stdin?.end(input);
  });
}

interface AnyRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly data?: unknown;
  readonly flags?: number;
}

interface Shown {
  readonly head: string;
  readonly records: ReadonlyMap<string, number>;
}

const SECTIONS = ['answers', 'authorities', 'additionals'] as const;

/** An answer as it is compared: its head, and its records in each section without their order. */
function shownOf(hex: string): Shown {
  if (!/^[0-9a-f]{24,}$/.test(hex)) return { head: hex, records: new Map() };
  const message = Buffer.from(hex, 'hex');
  const packet = decode(message);
  const records = new Map<string, number>();
  const isCut = (message[2] & TC) !== 0;
  for (const section of isCut ? [] : SECTIONS)
    for (const record of packet[section] ?? []) {
      const { name, type, ttl = 0, data, flags } = record as unknown as AnyRecord;
      const more = type === 'OPT' ? flags : data;
      records.set(`${section} ${String(name).toLowerCase()} ${type} ${JSON.stringify(more)}`, ttl);
    }
  const question = JSON.stringify(packet.questions);
  // Nothing is in an answer that was cut off of which one could say that it is authentic.
  if (isCut) message[3] &= ~AD;
  return { head: `${message.toString('hex', 0, 4)} ${question}`, records };
}

/** How two answers differ, in words; undefined when they do not. */
function differenceOf(asked: Asked, own: string, theirs: string): string | undefined {
  const [seen, wanted] = [shownOf(own), shownOf(theirs)];
  if (seen.head !== wanted.head) return `${asked.text}: ${seen.head}, not ${wanted.head}`;
  for (const [record, ttl] of wanted.records) {
    const seenTtl = seen.records.get(record);
    if (seenTtl === undefined) return `${asked.text}: without ${record}`;
    if (seenTtl > ttl + 1 || seenTtl < ttl - TTL_LESS)
      return `${asked.text}: TTL ${seenTtl}, not ${ttl}: ${record}`;
  }
  for (const record of seen.records.keys())
    if (!wanted.records.has(record)) return `${asked.text}: with ${record}`;
  return undefined;
}

test('answers are those of the upstream, in each section and flag', async () => {
  const questions = allQuestions();
  expect(questions.length).toBeGreaterThan(QUESTIONS);
  // The first answer of Unbound differs from later ones, which it gives from what it keeps.
  await run([process.execPath, CLIENT], JSON.stringify({ servers: [UPSTREAM], questions }));
  const input = JSON.stringify({ servers: [UPSTREAM, FORWARDER], questions });
  const answers = JSON.parse(await run([process.execPath, CLIENT], input)) as [string, string][];
  const differences = questions.map((asked, at) => differenceOf(asked, answers[at][1], answers[at][0]));
  expect(differences.filter(each => each !== undefined)).toEqual([]);
});

const VALIDATED = [
  'www.nsec.com A',
  'www.nsec3.com A',
  'nowhere.nsec.com A',
  'nowhere.nsec3.com A',
  'some.wild.nsec.com TXT',
  'some.wild.nsec3.com A',
  'a.old.nsec.com A',
  'a.old.nsec3.com A',
  'chain1.nsec.com AAAA',
  'chain1.nsec3.com A',
  'empty.nsec.com A',
  'empty.nsec3.com A',
  'large.nsec.com TXT',
  'odd.nsec3.com TYPE65280',
];
const delv = (question: string) => [
  program('delv') ?? 'delv',
  `@${FORWARDER}`,
  '-a',
  `${folder.path}/delv.anchors`,
  ...question.split(' '),
];

test('a validating client behind Rondo reaches its own verdicts', async () => {
  const outputs = await Promise.all(VALIDATED.map(question => run(delv(question))));
  const bad = VALIDATED.filter((_, at) => !/fully validated/.test(outputs[at]));
  expect(bad.map(question => outputs[VALIDATED.indexOf(question)])).toEqual([]);
  expect(await run(delv('www.plain.com A'))).toMatch(/unsigned answer/);
  expect(await run(delv('www.bogus.com A'))).toMatch(/resolution failed/);
});

/** How dig sees an answer of Rondo. */
const dig = (question: string) => run([program('dig') ?? 'dig', `@${FORWARDER}`, ...question.split(' ')]);

test('names that stay at home and blocked ones are answered without the upstream, others beside them are not', async () => {
  expect(await dig('4.3.2.10.in-addr.arpa PTR')).toMatch(/NXDOMAIN.*EDE: 29/s);
  expect(await dig('printer.local A')).toMatch(/NXDOMAIN.*EDE: 29/s);
  expect(await dig('www.ads.nsec.com A')).toMatch(/NOERROR.*EDE: 15.*\sA\s+0\.0\.0\.0\n/s);
  expect(await dig('nowhere.nsec.com A')).toMatch(/NXDOMAIN/);
});

/** Longer than the TTL of the name that is asked for. */
const OVER_MS = 2500;

test('when the upstream is gone, what is kept still validates, and what is over its time is answered as stale', async () => {
  expect(await dig('brief.nsec.com A +dnssec')).toMatch(/flags:[^;]* ad;.*203\.0\.113\.11/s);
  expect(await run(delv('www.nsec3.com A'))).toMatch(/fully validated/);
  network!.child.stdin?.write('\n');
  await network!.says(/upstream gone/);
  await pause(OVER_MS);
  const stale = await dig('brief.nsec.com A +dnssec +tries=1 +time=9');
  expect(stale).toMatch(/NOERROR.*EDE: 3 .*brief\.nsec\.com\.\s+30\s+IN\s+A\s+203\.0\.113\.11/s);
  expect(stale).not.toMatch(/flags:[^;]* ad;/);
  expect(await run(delv('www.nsec3.com A'))).toMatch(/fully validated/);
});
