// haproxy.cfg: each backend with servers is a pool.
import { resolve } from 'node:path';
import { endpointFromText } from '../../dns/endpoint.js';
import { addBackend, labelOf, portsText, type Server } from './backends.js';
import type { Draft, Keys, Value } from './draft.js';
import { checkKeys, type LeaveLine, timingKeys } from './haproxy-check.js';
import { ServerWords, spanText, timeMs } from './haproxy-server.js';
import { folderOf, type InputText } from './input.js';
import { readWordLines, type WordLine } from './lines.js';

/** Words at the beginning of a line that begin a section. */
const SECTIONS =
  /^(?:global|defaults|frontend|backend|listen|peers|resolvers|mailers|userlist|cache|program|http-errors|ring|fcgi-app|log-forward|crt-store|traces|log-profile)$/;

/** Why whole sections have no counterpart. */
const LEFT: Readonly<Record<string, string>> = {
  global: 'it is about the process of HAProxy',
  frontend: 'clients connect to the members themselves',
};

interface Section {
  readonly head: WordLine;
  readonly lines: WordLine[];
}

/** Who is first, by the algorithm of `balance`. */
const ORDERS: Readonly<Record<string, Keys>> = {
  roundrobin: {},
  'static-rr': {},
  source: { order: 'sticky', limit: 1 },
  first: { order: 'fixed', limit: 1 },
  random: { order: 'shuffle' },
};

/** How many words a line that is read has at least. */
const LEAST_WORDS: Readonly<Record<string, number>> = {
  server: 3,
  'default-server': 2,
  balance: 2,
  option: 2,
  timeout: 3,
  'http-check': 2,
  'tcp-check': 2,
};

/** Lines of a section that have their reason. */
const NO_NAMES: Readonly<Record<string, string>> = {
  'server-template': 'write the members of its pool as `{ from: dns, name: NAME, port: PORT }`',
};

/** Lines about checks; what becomes of them is said in haproxy-check.ts. */
const CHECKS = /^(?:http-check|tcp-check)$/;
const CHECK_OPTIONS =
  /^(?:httpchk|redis-check|pgsql-check|mysql-check|ssl-hello-chk|smtpchk|tcp-check|allbackups)$/;

function isRead({ words: [verb, second] }: WordLine): boolean {
  if (verb === 'option') return CHECK_OPTIONS.test(second);
  if (verb === 'timeout') return second === 'check';
  return ['server', 'default-server', 'balance'].includes(verb) || CHECKS.test(verb);
}

class HaproxyReader {
  /** By name; those without one go by the empty name, the last of which counts. */
  readonly #defaults = new Map<string, readonly WordLine[]>();
  #latest: readonly WordLine[] = [];

  constructor(
    readonly draft: Draft,
    readonly text: InputText,
  ) {}

  readonly #leave = (line: WordLine, why?: string): void => {
    const [first, second] = line.words;
    // A password of others is not written down once more.
    const words = first === 'stats' && second === 'auth' ? [first, second, '…'] : line.words;
    const text = words.join(' ').replace(/\s+/g, ' ').slice(0, 80);
    this.draft.note(line.place, why === undefined ? text : `${text}: ${why}`);
  };

  read(): void {
    for (const section of this.#sections()) {
      const [kind, name] = section.head.words;
      if (kind === 'defaults') this.#readDefaults(name ?? '', section);
      else if (kind === 'backend' || kind === 'listen') this.#readBackend(section);
      else this.#leave(section.head, LEFT[kind]);
    }
  }

  #sections(): Section[] {
    const sections: Section[] = [];
    for (const line of readWordLines(this.text))
      if (line.words.length < (LEAST_WORDS[line.words[0]] ?? 1)) this.#leave(line, 'words are missing');
      else if (SECTIONS.test(line.words[0])) sections.push({ head: line, lines: [] });
      else if (sections.length === 0) this.#leave(line, 'it stands in no section');
      else sections.at(-1)!.lines.push(line);
    return sections;
  }

  #readDefaults(name: string, { lines }: Section): void {
    for (const line of lines) if (!isRead(line)) this.#leave(line);
    this.#latest = lines.filter(isRead);
    this.#defaults.set(name, this.#latest);
  }

  /** The defaults of a section: those that it names, else those before it. */
  #defaultsOf(head: WordLine): readonly WordLine[] {
    const at = head.words.indexOf('from');
    if (at < 0) return this.#latest;
    const named = this.#defaults.get(head.words[at + 1]);
    if (named === undefined)
      this.#leave(head, 'there are no such defaults above it; the last ones are taken');
    return named ?? this.#latest;
  }

  /** The lines of a section behind those of its defaults. A rule of its own takes the place of all rules of these. */
  #settled({ head, lines }: Section): WordLine[] {
    const defaults = this.#defaultsOf(head);
    const has = (verb: string) => lines.some(({ words }) => words[0] === verb);
    const inherited = defaults.filter(({ words: [verb] }) => !(CHECKS.test(verb) && has(verb)));
    const own = lines.filter(({ words: [verb] }) => verb !== 'no');
    const undone = new Set(
      lines.filter(({ words: [verb] }) => verb === 'no').map(({ words }) => words.slice(1, 3).join(' ')),
    );
    return [...inherited, ...own].filter(({ words }) => !undone.has(words.slice(0, 2).join(' ')));
  }

  #readBackend(section: Section): void {
    const { head } = section;
    if (!section.lines.some(({ words: [verb] }) => verb === 'server' || verb === 'server-template')) {
      this.#leave(head, 'it has no servers');
      return;
    }
    for (const line of section.lines)
      if (!isRead(line) && line.words[0] !== 'no') this.#leave(line, NO_NAMES[line.words[0]]);
    const lines = this.#settled(section);
    const usual = new ServerWords();
    for (const { words } of lines) if (words[0] === 'default-server') usual.read(words.slice(1));
    const servers = lines.filter(({ words: [verb] }) => verb === 'server');
    const read = servers.map(line => ({ line, words: usual.copy().read(line.words.slice(3)) }));
    for (const { line, words } of read)
      if (words.others.length > 0)
        this.#leave({ ...line, words: line.words.slice(0, 2) }, words.others.join(', '));
    if (read.length === 0) return;
    const probe = this.#probe(lines, read);
    const zone = this.draft.serviceZone('haproxy', head.place);
    addBackend(this.draft, zone, labelOf(head.words[1] ?? ''), {
      place: head.place,
      comments: commentsOf(
        head,
        read.map(({ line }) => line),
        probe,
      ),
      keys: this.#policy(lines, probe === undefined ? undefined : read[0].words),
      probe,
      servers: read.map(({ line, words }) => serverOf(line, words)),
    });
  }

  /** The members of a pool are probed alike: as the first server that is checked. */
  #probe(
    lines: readonly WordLine[],
    read: readonly { line: WordLine; words: ServerWords }[],
  ): Keys | undefined {
    const first = read.find(({ words }) => words.flags.has('check') || words.flags.has('agent-check'));
    if (first === undefined) return undefined;
    // Servers are many, and each is compared with the first.
    const rules = lines.filter(({ words: [verb] }) => verb !== 'server');
    const timeout = rules.findLast(({ words }) => words[0] === 'timeout')?.words[2];
    const keysOf = (words: ServerWords, leave: LeaveLine): Record<string, Value> => ({
      ...(words.flags.has('check') ? checkKeys(rules, words, leave) : agentKeys(words)),
      ...timingKeys(words, timeout === undefined ? undefined : timeMs(timeout)),
    });
    const probe = keysOf(first.words, this.#leave);
    const asFirst = JSON.stringify(probe);
    // Paths of rondo.yaml begin where that stands.
    if (typeof probe.ca === 'string') probe.ca = resolve(folderOf(this.text.file), probe.ca);
    for (const { line, words } of read) {
      const head = { ...line, words: line.words.slice(0, 2) };
      if (words.flags.has('check') && words.flags.has('agent-check'))
        this.#leave(head, 'agent-check: a pool has one probe');
      if (!words.flags.has('check') && !words.flags.has('agent-check'))
        this.#leave(head, 'it is not checked there, and is probed here');
      else if (JSON.stringify(keysOf(words, () => undefined)) !== asFirst)
        this.#leave(head, `its own checks: all members are probed as ${first.line.words[1]} is`);
    }
    return probe;
  }

  /** @param words of a server that is probed */
  #policy(lines: readonly WordLine[], words: ServerWords | undefined): Keys {
    const balance = lines.findLast(line => line.words[0] === 'balance');
    const algorithm = balance?.words[1].replace(/\(.*/, '') ?? 'roundrobin';
    const order = ORDERS[algorithm];
    if (order === undefined) this.#leave(balance!, 'who asks is all that is known here; members take turns');
    const slowMs = order?.order === undefined ? words?.ms('slowstart') : undefined;
    const isAll = lines.some(({ words: [verb, what] }) => verb === 'option' && what === 'allbackups');
    return {
      ...order,
      ...(isAll ? { 'all-backups': true } : {}),
      ...(slowMs === undefined ? {} : { 'slow-start': spanText(slowMs, 1_000, 3_600_000) }),
    };
  }
}

function commentsOf(
  { words, place }: WordLine,
  servers: readonly WordLine[],
  probe: Keys | undefined,
): string[] {
  const ports = servers.flatMap(line => endpointFromText(addressOf(line))?.port ?? []);
  const first = `${words[0]} ${words[1] ?? ''} of ${place.file}:${place.line}.`;
  return [`${first} ${portsText(typeof probe?.port === 'number' ? [probe.port] : ports, probe)}`];
}

/** The address of a server as written, without a family before it. */
const addressOf = ({ words }: WordLine) => (words[2] ?? '').replace(/^(?:ipv4|ipv6|tcp[46]?)@/, '');

function agentKeys(words: ServerWords): Record<string, Value> {
  const send = words.values.get('agent-send');
  return { agent: words.number('agent-port') ?? true, ...(send === undefined ? {} : { send }) };
}

function serverOf(line: WordLine, words: ServerWords): Server {
  const { place } = line;
  const [, name] = line.words;
  const text = addressOf(line);
  const endpoint = endpointFromText(text);
  return {
    name,
    place,
    address: endpoint?.address ?? text,
    port: endpoint?.port,
    weight: words.number('weight') ?? 1,
    backup: words.flags.has('backup'),
    isOff: words.flags.has('disabled'),
  };
}

/** Reads a haproxy.cfg. @throws InputError */
export function readHaproxy(text: InputText, draft: Draft): void {
  new HaproxyReader(draft, text).read();
}
