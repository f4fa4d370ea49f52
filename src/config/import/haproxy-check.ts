// How HAProxy checks a server, as the keys of a probe.
import type { Value } from './draft.js';
import { type ServerWords, spanText } from './haproxy-server.js';
import type { WordLine } from './lines.js';

/** Says that a line has no counterpart. */
export type LeaveLine = (line: WordLine, why?: string) => void;

/** Kinds of checks that are chosen by `option` alone. */
const KINDS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  'redis-check': { redis: true },
  'pgsql-check': { pgsql: true },
  'mysql-check': { mysql: true },
  'ssl-hello-chk': { tcp: true, tls: true, insecure: true },
  smtpchk: { tcp: true, expect: '220' },
};

/** `^2`, `[23]..`, `(2|3)[0-9][0-9]`: expressions of statuses that are whole hundreds. */
const HUNDREDS =
  /^(\^?)(?:\[([1-5-]+)\]|\(([1-5|]+)\)|([1-5]))(\.\.|(?:\[0-9\]|\\d){2}|(?:\[0-9\]|\\d)\{2\})?\$?$/;

/** The ranges that an expression of statuses stands for; undefined when it is another one. */
function rangesOf(pattern: string): string[] | undefined {
  const [, start, set, choice, one, rest] = HUNDREDS.exec(pattern) ?? [];
  const digits = set ?? choice?.replaceAll('|', '') ?? one;
  if (digits === undefined || (start === '' && rest === undefined)) return undefined;
  const [from, to] = digits.split('-').map(Number);
  const first = digits.includes('-')
    ? Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at)
    : [...digits];
  return first.map(digit => `${digit}00-${digit}99`);
}

/** Words before what `http-check expect` expects; a value follows each. */
const EXPECT_OPTIONS =
  /^(?:min-recv|comment|ok-status|error-status|tout-status|on-success|on-error|status-code)$/;

const STATUSES = /^[1-5]\d\d(?:-[1-5]\d\d)?(?:,[1-5]\d\d(?:-[1-5]\d\d)?)*$/;

/** Whether an expression of HAProxy is one here, too. */
function isPattern(text: string): boolean {
  try {
    return text !== '' && new RegExp(text, 's').source !== '';
  } catch {
    return false;
  }
}

/** A check over HTTP while its lines are read: `option httpchk` and `http-check`. */
class HttpCheck {
  readonly headers: Record<string, string> = {};
  readonly expected: Record<string, Value> = {};
  method = 'OPTIONS';
  /** The body of the request. */
  body: string | undefined;
  path = '/';

  constructor(readonly leave: LeaveLine) {}

  /** `option httpchk [METHOD] [URI] [VERSION\r\nHeader: value]`. */
  option({ words }: WordLine): void {
    const [first, second, ...version] = words.slice(2);
    if (first === undefined) return;
    if (second === undefined) this.path = first;
    else [this.method, this.path] = [first, second];
    for (const line of version.join(' ').split(/\r?\n/).slice(1))
      this.#header(line.split(':')[0], line.replace(/^[^:]*:/, ''));
  }

  #header(name: string, value: string): void {
    if (name.trim() !== '') this.headers[name.trim()] = value.trim();
  }

  /** `http-check send` and `http-check expect`; others are left out. */
  rule(line: WordLine): void {
    const [, verb, ...words] = line.words;
    if (verb === 'send') this.#send(line, words);
    else if (verb === 'expect') this.#expect(line, words);
    else this.leave(line);
  }

  #send(line: WordLine, words: readonly string[]): void {
    for (let at = 0; at < words.length; at += 2) {
      const [word, value = ''] = words.slice(at, at + 2);
      if (word === 'meth') this.method = value;
      else if (word === 'uri') this.path = value;
      else if (word === 'body') this.body = value;
      else if (word === 'hdr') this.#header(value, words[at++ + 2] ?? '');
      else if (word !== 'ver') this.leave(line, `\`${word}\` is not sent`);
    }
  }

  #expect(line: WordLine, words: readonly string[]): void {
    let at = 0;
    while (EXPECT_OPTIONS.test(words[at] ?? '')) at += 2;
    const [kind, ...rest] = words.slice(at);
    const value = rest.join(' ');
    const ranges = kind === 'rstatus' ? rangesOf(value) : undefined;
    if (kind === 'status' && STATUSES.test(value)) {
      const list = value.split(',').map(text => (text.includes('-') ? text : Number(text)));
      this.expected.status = list.length === 1 ? list[0] : list;
    } else if (ranges !== undefined) this.expected.status = ranges.length === 1 ? ranges[0] : ranges;
    else if (kind === 'string') this.expected.body = value;
    else if (kind === 'rstring' && isPattern(value)) this.expected.body = { pattern: value };
    else this.leave(line);
  }

  /** The keys beside the path. */
  get keys(): Record<string, Value> {
    const { Host, host, ...others } = this.headers;
    const name = Host ?? host;
    return {
      ...(name === undefined ? {} : { host: name }),
      ...(this.method === (this.body === undefined ? 'GET' : 'POST') ? {} : { method: this.method }),
      ...(this.body === undefined ? {} : { send: this.body }),
      ...(Object.keys(others).length === 0 ? {} : { headers: others }),
      ...this.expected,
    };
  }
}

/** HTTP/2, where no other is offered. */
function http2Keys({ values }: ServerWords): Record<string, Value> {
  return values.get('check-proto') === 'h2' || values.get('check-alpn') === 'h2' ? { http2: true } : {};
}

/** What is sent and what is expected, by the lines of a section; the last `option` counts. */
export function checkKeys(
  lines: readonly WordLine[],
  words: ServerWords,
  leave: LeaveLine,
): Record<string, Value> {
  const isTls = words.flags.has('check-ssl') || (words.flags.has('ssl') && !words.values.has('port'));
  const tls = isTls ? tlsKeys(words) : {};
  const chosen = lines.findLast(
    ({ words: [verb, kind] }) =>
      verb === 'option' && (kind === 'httpchk' || kind === 'tcp-check' || kind in KINDS),
  );
  const kind = chosen?.words[1];
  const tcpRules = lines.filter(({ words: [verb] }) => verb === 'tcp-check');
  const dialogue = kind === 'tcp-check' ? dialogueOf(tcpRules) : undefined;
  if (dialogue === undefined)
    for (const line of tcpRules) leave(line, 'a connection is enough for the probe');
  if (chosen !== undefined && kind === 'httpchk') {
    const check = new HttpCheck(leave);
    check.option(chosen);
    for (const line of lines) if (line.words[0] === 'http-check') check.rule(line);
    return { [isTls ? 'https' : 'http']: check.path, ...http2Keys(words), ...check.keys, ...tls };
  }
  for (const line of lines)
    if (line.words[0] === 'http-check') leave(line, 'without option httpchk it has no effect');
  if (chosen === undefined || kind === 'tcp-check')
    return { tcp: true, ...dialogue, ...(isTls ? { tls: true, ...tls } : {}) };
  if (chosen.words.length > 2)
    leave(
      chosen,
      kind === 'smtpchk'
        ? 'its greeting is enough'
        : 'the probe logs in as nobody, unless it has a user and a password',
    );
  return { ...KINDS[chosen.words[1]], ...(isTls ? { tls: true, ...tls } : {}) };
}

/** One text that is sent, and one that must come back; undefined for any other dialogue. */
function dialogueOf(rules: readonly WordLine[]): Record<string, Value> | undefined {
  const said = rules
    .filter(({ words }) => words[1] !== 'connect' || words.length > 2)
    .map(({ words }) => words.slice(1));
  const expect = said.pop();
  const send = said.pop();
  if (said.length > 0 || expect?.[0] !== 'expect' || expect[1] !== 'string' || expect.length !== 3)
    return undefined;
  if (send === undefined) return { expect: expect[2] };
  return send[0] === 'send' && send.length === 2 ? { send: send[1], expect: expect[2] } : undefined;
}

function tlsKeys({ values }: ServerWords): Record<string, Value> {
  const sni = values.get('check-sni');
  const ca = values.get('ca-file');
  const isVerified = values.get('verify') === 'required' || ca !== undefined;
  return {
    ...(sni === undefined ? {} : { sni }),
    ...(isVerified ? {} : { insecure: true }),
    ...(ca === undefined || ca.startsWith('@') ? {} : { ca }),
  };
}

/** The usual interval of checks, in milliseconds, and counts. */
const USUAL = { interMs: 2_000, fall: 3, rise: 2 } as const;

/** When the probe runs and what its results count. @param timeoutMs that of `timeout check` */
export function timingKeys(words: ServerWords, timeoutMs: number | undefined): Record<string, Value> {
  const interMs = words.ms('inter') ?? USUAL.interMs;
  const downMs = words.ms('downinter');
  const port = words.number('port');
  const count = (word: 'fall' | 'rise') => Math.min(255, Math.max(1, words.number(word) ?? USUAL[word]));
  return {
    ...(port === undefined ? {} : { port }),
    interval: spanText(interMs, 100, 3_600_000),
    timeout: spanText(timeoutMs ?? interMs, 50, 60_000),
    fast: spanText(words.ms('fastinter') ?? interMs, 10, 3_600_000),
    ...(downMs === undefined ? {} : { 'down-interval': spanText(downMs, 100, 3_600_000) }),
    fall: count('fall'),
    rise: count('rise'),
  };
}
