// One dnsmasq.conf, two servers: the real dnsmasq and Rondo give the same answers, but for the listed differences.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { needsDnsmasq, serveDnsmasq } from '../support/dnsmasq.js';
import type { Running } from '../support/processes.js';
import { serve } from '../support/rondo.js';
import { StubUpstream } from '../support/stub-upstream.js';
import { TempFolder } from '../support/temp-folder.js';
import { UdpClient } from '../support/udp-client.js';
import { type Conf, EVERY_TYPE } from './dnsmasq/conf.js';
import { CONFS } from './dnsmasq/confs.js';
import { DIFFERENCES, type Difference } from './dnsmasq/differences.js';
import { type Outcome, outcomeOf, outcomeText, UPSTREAMS } from './dnsmasq/outcome.js';

const missing = needsDnsmasq();

/** `NAME TYPE` each. */
function questionsOf({ ask }: Conf): string[] {
  return ask
    .trim()
    .split('\n')
    .flatMap(line => {
      const [name, ...types] = line.trim().split(' ');
      return (types.length === 0 ? EVERY_TYPE : types).map(type => `${name} ${type}`);
    });
}

async function outcomes(port: number, questions: readonly string[]): Promise<Outcome[]> {
  const client = await UdpClient.open(port);
  try {
    return (await client.askAll(questions)).map(outcomeOf);
  } finally {
    client.close();
  }
}

describe('dnsmasq and Rondo, given the same file,', () => {
  const folder = new TempFolder();
  const upstreams = new Map<string, StubUpstream>();
  const seen = new Set<Difference>();

  /** Writes the files of a configuration. @returns the path of the first */
  function write({ text, files = {} }: Conf, index: number): string {
    const own = `${index}`;
    const fill = (template: string) =>
      template
        .replaceAll('@FOLDER', folder.at(own))
        .replaceAll(/@([ABC])\b/g, (_, letter) => `127.0.0.1#${upstreams.get(letter)!.port}`);
    for (const [name, content] of Object.entries(files)) folder.write(`${own}/${name}`, fill(content));
    return folder.write(`${own}.conf`, `no-resolv\n${fill(text)}\n`);
  }

  /** Asks both servers. @returns what dnsmasq and Rondo answer to each question */
  async function askBoth(file: string, questions: readonly string[]): Promise<[Outcome[], Outcome[]]> {
    const running: Running[] = [];
    try {
      const starts = [serveDnsmasq(file), serve(['--zone', file, '--admin', 'off'])];
      const ports = await Promise.all(
        starts.map(async start => {
          const { server, port } = await start;
          running.push(server);
          return port;
        }),
      );
      const [dnsmasq, rondo] = await Promise.all(ports.map(port => outcomes(port, questions)));
      return [dnsmasq, rondo];
    } finally {
      await Promise.all(running.map(server => server.stop()));
    }
  }

  beforeEach(context => context.skip(...missing));
  beforeAll(async () => {
    for (const [letter, address] of Object.entries(UPSTREAMS))
      upstreams.set(letter, await StubUpstream.start(address));
  });
  afterAll(() => {
    for (const upstream of upstreams.values()) upstream.close();
    folder.remove();
  });

  test.each(CONFS.map((conf, index) => ({ ...conf, index })))('agree: $about', async conf => {
    const questions = questionsOf(conf);
    const [dnsmasq, rondo] = await askBoth(write(conf, conf.index), questions);
    const nameOf = (question: string) => question.split(' ')[0].toLowerCase();
    const ownOf = (wanted: string) =>
      questions.flatMap((question, at) =>
        nameOf(question) === wanted && dnsmasq[at].aa ? dnsmasq[at].answer : [],
      );
    const unexpected = questions.flatMap((question, at) => {
      const texts = [outcomeText(dnsmasq[at]), outcomeText(rondo[at])];
      if (texts[0] === texts[1]) return [];
      const [name, type] = question.split(' ');
      const own = ownOf(nameOf(question));
      const pair = { about: conf.about, name, type, dnsmasq: dnsmasq[at], rondo: rondo[at], own };
      const difference = DIFFERENCES.find(each => each.applies(pair));
      if (difference !== undefined) seen.add(difference);
      return difference === undefined ? [`${question}: dnsmasq ${texts[0]}, Rondo ${texts[1]}`] : [];
    });
    expect(unexpected).toEqual([]);
  });

  test('differ in every way that is listed', () => {
    expect(DIFFERENCES.filter(each => !seen.has(each)).map(({ reason }) => reason)).toEqual([]);
  });
});
