// Lists of targets as Prometheus reads them: the same files and the same web server for the real Prometheus and for Rondo, step by step.
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { controlSocketOf, rondo, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { HTTP_CASES } from './prometheus-answers.js';
import { FILE_CASES } from './prometheus-files.js';
import type { Wanted } from './prometheus-lists.js';

/** Lists by the name of their case. */
type Lists = Readonly<Record<string, string>>;

const STEPS = 7;
/** Prometheus hands on what it has found every 5 s. */
const HANDS_ON_MS = 5_000;

/** `192.0.2.1:80` is 1, the same with another port 1/PORT or 1/-, and IPv6 is `::1`; tags stand behind. */
function short(address: string, tags: readonly string[]): string {
  const host = address.replace(/^192\.0\.2\./, '').replace(/^\[?2001:db8::(\w+)\]?/, '::$1');
  const [, place, port] = /^(.*?)(?::(\d+))?$/.exec(host)!;
  const [name, end] = place === ':' ? [host, undefined] : [place, port];
  const shown = end === '80' ? name : `${name}/${end ?? '-'}`;
  return tags.length === 0 ? shown : `${shown}[${[...tags].sort().join()}]`;
}

const listed = (found: readonly string[]) =>
  found.length > 1_000 ? `${found.length} targets` : [...new Set(found)].sort().join(' ');

interface Target {
  readonly discoveredLabels: Readonly<Record<string, string>>;
}

/** What Prometheus has, by the name of the job. */
async function ofPrometheus(port: number): Promise<Lists> {
  const reply = await fetch(`http://127.0.0.1:${port}/api/v1/targets?state=active`);
  const { data } = (await reply.json()) as { data: { activeTargets: readonly Target[] } };
  const lists: Record<string, string[]> = {};
  for (const { discoveredLabels } of data.activeTargets) {
    const { job, __address__: address, ...labels } = discoveredLabels;
    const tags = Object.entries(labels).filter(([name]) => !name.startsWith('__'));
    lists[job] ??= [];
    lists[job].push(
      short(
        address,
        tags.map(([name, value]) => `${name}=${value}`),
      ),
    );
  }
  return Object.fromEntries(Object.entries(lists).map(([job, found]) => [job, listed(found)]));
}

interface Pool {
  readonly pool: string;
  readonly members: readonly { readonly endpoint: string; readonly tags?: readonly string[] }[];
}

/** What Rondo has, by the first label of the pool. */
async function ofRondo(folder: TempFolder, sockets: string): Promise<Lists> {
  const { stdout } = await rondo(['status', '--json', '--control', sockets], folder.path);
  const lists: Record<string, string[]> = {};
  for (const { pool, members } of (JSON.parse(stdout) as { pools: readonly Pool[] }).pools) {
    const [name] = pool.split('.');
    lists[name] ??= [];
    lists[name].push(...members.map(({ endpoint, tags = [] }) => short(endpoint, tags)));
  }
  return Object.fromEntries(Object.entries(lists).map(([name, found]) => [name, listed(found)]));
}

/** Serves the answers of the step that it is at, each below its name. */
class Inventory {
  step = 0;
  /** How often each case was asked since the step began. */
  asked = new Map<string, number>();
  readonly #server = createServer((request, answer) => {
    const [, name] = (request.url ?? '').split('/');
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
    HTTP_CASES.find(each => each.name === name)?.steps[this.step].act(answer, request);
  });

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const wantedOf = (wanted: Wanted, who: 'prometheus' | 'rondo') =>
  typeof wanted === 'string' ? wanted : wanted[who];

/** Each list as it should be after a step, sorted as {@link listed} has it. */
function wantedAt(step: number, who: 'prometheus' | 'rondo'): Lists {
  return Object.fromEntries(
    [...FILE_CASES, ...HTTP_CASES].map(({ name, steps }) => {
      const wanted = wantedOf(steps[step].wanted, who);
      return [name, wanted.endsWith(' targets') ? wanted : wanted.split(' ').sort().join(' ')];
    }),
  );
}

async function startPrometheus(folder: TempFolder, base: string): Promise<number> {
  const jobs = [
    ...FILE_CASES.map(({ name, paths }) => {
      const files = paths.map(path => `    - ${folder.at(`${name}/${path}`)}\n`).join('');
      return `- job_name: ${name}\n  file_sd_configs:\n  - files:\n${files}`;
    }),
    ...HTTP_CASES.map(
      ({ name }) =>
        `- job_name: ${name}\n  http_sd_configs: [{ url: ${base}/${name}, refresh_interval: 1s }]\n`,
    ),
  ];
  // Nothing is ever fetched of the targets.
  folder.write('prometheus.yml', `global: { scrape_interval: 10h }\nscrape_configs:\n${jobs.join('')}`);
  const port = await quietPort();
  const prometheus = start(program('prometheus')!, [
    ...[`--config.file=${folder.at('prometheus.yml')}`, `--storage.tsdb.path=${folder.at('data')}`],
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  onTestFinished(async () => {
    await prometheus.stop('SIGKILL');
  });
  await prometheus.says(/ready to receive web requests/);
  return port;
}

async function startRondo(folder: TempFolder, base: string): Promise<string> {
  const pools = [
    ...FILE_CASES.map(each => ({
      ...each,
      from: `file, path: [${each.paths.map(path => `"${each.name}/${path}"`)}]`,
    })),
    ...HTTP_CASES.map(each => ({
      ...each,
      from: `http, url: "${base}/${each.name}", interval: 1s, timeout: 1s`,
    })),
  ].map(
    ({ name, allowsEmpty, from }) =>
      `  ${name}: { members: { from: ${from}${allowsEmpty ? ', allow-empty: yes' : ''} } }\n`,
  );
  const sockets = folder.at('control');
  folder.write('sd.test.yaml', `zone: sd.test\npools:\n${pools.join('')}`);
  folder.write(
    'rondo.yaml',
    `zones: [sd.test.yaml]\nforward: off\ncontrol: ${sockets}\nstate: ${folder.at('state.json')}\n`,
  );
  const { server } = await serveInTest([], folder.path);
  await controlSocketOf(server, sockets);
  return sockets;
}

beforeEach(context => context.skip(...needs('prometheus')));

test('the same targets are members, however files and answers change', { timeout: 600_000 }, async () => {
  const folder = new TempFolder();
  const inventory = new Inventory();
  onTestFinished(() => {
    inventory.close();
    folder.remove();
  });
  const write = (step: number) => {
    for (const { name, steps } of FILE_CASES) steps[step].act(folder, path => `${name}/${path}`);
    inventory.step = step;
    inventory.asked = new Map();
  };
  for (const { name } of FILE_CASES) mkdirSync(folder.at(name), { recursive: true });
  write(0);
  const base = await inventory.open();
  const port = await startPrometheus(folder, base);
  const sockets = await startRondo(folder, base);
  const seen = async () => {
    const names = [...FILE_CASES, ...HTTP_CASES].map(({ name }) => name);
    const [theirs, ours] = [await ofPrometheus(port), await ofRondo(folder, sockets)];
    const whole = (lists: Lists) => Object.fromEntries(names.map(name => [name, lists[name] ?? '']));
    return { prometheus: whole(theirs), rondo: whole(ours) };
  };
  for (let step = 0; step < STEPS; step++) {
    if (step > 0) write(step);
    // Both have asked again, twice for what takes until the second question.
    await until(
      () => HTTP_CASES.every(({ name }) => (inventory.asked.get(name) ?? 0) >= 6),
      isAsked => isAsked,
    );
    const wanted = { prometheus: wantedAt(step, 'prometheus'), rondo: wantedAt(step, 'rondo') };
    // What must not change anything has had the time to.
    if (step > 0) await pause(HANDS_ON_MS);
    const found = await until(seen, lists => JSON.stringify(lists) === JSON.stringify(wanted)).catch(seen);
    expect({ step, ...found }).toEqual({ step, ...wanted });
  }
});
