// Rondo beside NSD, Knot and BIND with messages that try the protocol: where the three agree, Rondo must answer as they do.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import type { Asker } from './asker.js';
import { PROTOCOL_CASES, type ProtocolCase } from './protocol-cases.js';
import { DIFFERENCES } from './protocol-differences.js';
import { type Row, RULES } from './protocol-rules.js';
import { type Reply, replyOf, replyText } from './reply.js';
import { Fleet, SERVERS } from './servers.js';

const ZONE = `$TTL 300
@     SOA ns hostmaster 1 7200 900 1209600 60
@     NS  ns
ns    A   192.0.2.53
www   A   192.0.2.1
${Array.from({ length: 4 }, (_, index) => `large TXT "${String(index).padStart(210, 'x')}"`).join('\n')}
`;

/** How long a server may take before it counts as silent, in milliseconds. */
const SILENT_MS = 1_500;
/** Connections that one server has open at a time. */
const CONNECTIONS = 20;

/** Parts on which the references may differ only where a rule says whom Rondo follows. */
const RULED = ['reply', 'rcode', 'flags', 'opt'] as const;
/** Parts that are compared where they agree: an RFC rules none of them, or the lookup test looks into them. */
const PARTS = [...RULED, 'opcode', 'question', 'answer', 'authority'] as const;

type Answers = readonly (Uint8Array | undefined)[];

/** Each over a connection of its own: some messages make a server close it. */
async function askTcp(asker: Asker, messages: readonly Uint8Array[]): Promise<Answers> {
  const answers: (Uint8Array | undefined)[] = [];
  for (let at = 0; at < messages.length; at += CONNECTIONS) {
    const some = messages.slice(at, at + CONNECTIONS).map(message => asker.tcp([message]));
    answers.push(...(await Promise.all(some)).map(([answer]) => answer));
  }
  return answers;
}

/** What is wrong with Rondo's reply; undefined when nothing is. */
function complaint(name: string, references: readonly Reply[], rondo: Reply): string | undefined {
  const [first] = references;
  const agreed = PARTS.filter(part => references.every(reply => reply[part] === first[part]));
  const divided = RULED.filter(part => !agreed.includes(part));
  const wrong = agreed.filter(part => rondo[part] !== first[part]);
  const isNamed = ({ cases, rondo: begins }: Row) =>
    cases.includes(name) && replyText(rondo).startsWith(begins);
  if (wrong.length > 0 && !DIFFERENCES.some(isNamed)) return `they agree: ${wrong.join(', ')}`;
  if (divided.length > 0 && !RULES.some(isNamed)) return `no rule, or not kept, for ${divided.join(', ')}`;
  return undefined;
}

describe('messages that try the protocol', () => {
  const missing = needs('nsd', 'knotd', 'named');
  const folder = new TempFolder();
  let fleet: Fleet | undefined;

  beforeAll(async () => {
    if (!missing[0]) fleet = await Fleet.start(folder, [{ origin: 'example.', text: ZONE }]);
  });

  afterAll(async () => {
    await fleet?.stop();
    folder.remove();
  });

  test.each([
    ['UDP', PROTOCOL_CASES.filter(({ isTcpOnly }) => !isTcpOnly)],
    ['TCP', PROTOCOL_CASES],
  ] as const)('over %s', { timeout: 120_000 }, async (how, cases: readonly ProtocolCase[]) => {
    const messages = cases.map(({ message }) => message);
    const ask = (asker: Asker) => (how === 'UDP' ? asker.udp(messages, SILENT_MS) : askTcp(asker, messages));
    const answers = await Promise.all((fleet as Fleet).askers.map(ask));
    const complaints = cases.flatMap(({ name, message }, at) => {
      const replies = answers.map(each => replyOf(each[at], message));
      const text = complaint(name, replies.slice(0, -1), replies[replies.length - 1]);
      if (text === undefined) return [];
      return [
        `${name}: ${text}`,
        ...replies.map((reply, server) => `  ${SERVERS[server]}: ${replyText(reply)}`),
      ];
    });
    process.stdout.write(`protocol, ${how}: ${cases.length} cases\n`);
    expect(complaints.join('\n')).toBe('');
  });

  test('every row is about a case', () => {
    const names = new Set(PROTOCOL_CASES.map(({ name }) => name));
    expect(names.size).toBe(PROTOCOL_CASES.length);
    expect([...RULES, ...DIFFERENCES].flatMap(({ cases }) => cases).filter(name => !names.has(name))).toEqual(
      [],
    );
  });
});
