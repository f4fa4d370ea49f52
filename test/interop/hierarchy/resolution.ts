// Questions to a resolver and its answers, as text that tells all that matters: name, type, status, authenticity and records.
import { finish } from '../../support/processes.js';
import { program } from '../../support/programs.js';
import type { Hierarchy } from './hierarchy.js';
import { RESOLVER_ADDRESS, type TreeZone } from './tree.js';

/** Such as `www.good.test. A: NOERROR ad` with sorted records on further lines, without TTL and class. */
export function resolution(question: string, verdict: string, records: readonly string[]): string {
  return [`${question}: ${verdict}`, ...[...records].sort()].join('\n  ');
}

/** One blank between fields, also where a tool lines them up. */
const plain = (line: string) => line.trim().split(/\s+/).join(' ');

/** Asks a resolver. @param questions such as `www.good.test. A` @returns the answers, in this order */
export async function resolve(hierarchy: Hierarchy, questions: readonly string[]): Promise<string[]> {
  const file = hierarchy.folder.write('questions', `${questions.join('\n')}\n`);
  const shape = ['+noall', '+comments', '+answer', '+nottlid', '+noclass', '+tries=1', '+time=10'];
  const dig = hierarchy.network.start(program('dig')!, [`@${RESOLVER_ADDRESS}`, '-f', file, ...shape]);
  await dig.gone();
  const [, ...answers] = dig.output.split(';; Got answer:');
  if (answers.length !== questions.length) throw new Error(`questions without an answer:\n${dig.output}`);
  return answers.map((answer, at) => {
    const status = /status: (\w+)/.exec(answer)?.[1];
    const verdict = /flags:[^;]* ad\b/.test(answer) ? `${status} ad` : `${status}`;
    const records = answer.split('\n').filter(line => /^[^;\s]/.test(line));
    return resolution(questions[at], verdict, records.map(plain));
  });
}

/** Every RRset of a zone file, as BIND reads it. @returns the records by question, without TTL and class */
export async function recordsOf({ origin, path }: TreeZone): Promise<Map<string, string[]>> {
  const args = ['-q', '-i', 'none', '-s', 'full', '-o', '-', origin, path];
  const { stdout, stderr, status } = await finish(program('named-compilezone')!, args);
  if (status !== 0) throw new Error(`named-compilezone ${path}: ${stderr}`);
  const sets = new Map<string, string[]>();
  for (const line of stdout.split('\n').filter(each => each !== '')) {
    const [owner, , , type, ...rdata] = plain(line).split(' ');
    const question = `${owner} ${type}`;
    sets.set(question, [...(sets.get(question) ?? []), [owner, type, ...rdata].join(' ')]);
  }
  return sets;
}
