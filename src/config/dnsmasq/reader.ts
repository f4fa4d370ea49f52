// Reads dnsmasq configuration: zones, forward rules and addresses to listen on.
import type { NamePart } from '../../image/name-part.js';
import type { Problems } from '../../source/problem.js';
import { spellingHint } from '../../source/suggest.js';
import { MADE_UP_TIMERS } from '../../zone/apex.js';
import type { Records } from '../../zone/records.js';
import type { Zone } from '../../zone/zone.js';
import type { ForwardTo } from '../forward-to.js';
import { DNS_PORT, type SocketAddress } from '../socket-address.js';
import { FileError, MAX_TEXT_OCTETS } from '../source-files.js';
import { buildZones } from './build.js';
import { otherRules, rulesOf } from './entangled.js';
import { readHostsFile } from './hosts.js';
import {
  type DnsmasqInclude,
  type DnsmasqText,
  type IncludedText,
  octetsOf,
  stringOf,
} from './included-text.js';
import { QuoteError, readLine } from './line.js';
import { IGNORED, IN_PLACE, type OptionForm, SILENT, UNSUPPORTED } from './options.js';
import { OtherNames } from './other-names.js';
import { Phrase } from './phrase.js';
import { PLAIN_OCTETS, PlainLines } from './plain-lines.js';
import { PlainNames } from './plain-names.js';
import { Rules } from './rules.js';
import type { DnsmasqSettings } from './settings.js';
import { type LinePlace, Statement, StatementError } from './statement.js';
import { HEEDED, INCLUDING, READERS } from './statements.js';

/** The most files that one configuration may lead to. */
const MAX_FILES = 1_000;

/** How deeply files may name further files; it also ends circles. */
const MAX_DEPTH = 20;

export interface DnsmasqOptions {
  /** The name that problems are shown under. */
  readonly file: string;
  readonly problems: Problems;
  /** When the file last changed, in seconds since 1970: the serial of the SOA records. */
  readonly modifiedSeconds: number;
  /** Without it, options that name further files are mistakes. */
  readonly include?: DnsmasqInclude;
  /** Names of records that are probed, as nameKey: they are in zones. */
  readonly probed?: Iterable<string>;
  /** From how many octets on names of files may stand alone, outside of zones. */
  readonly plainOctets?: number;
  /** Where the records go; to columns of their own when absent. */
  readonly records?: Records;
}

export interface DnsmasqResult {
  readonly zones: Zone[];
  /** Names that stand alone, if there are any. */
  readonly names?: NamePart | undefined;
  readonly forwards: ForwardTo[];
  /** What `listen-address` and `port` say; empty when they say nothing. */
  readonly listen: SocketAddress[];
  /** What `cache-size` says, if anything. */
  readonly cacheSize: number | undefined;
  /** Whether upstreams are taken from a resolv.conf, too. */
  readonly readsResolvConf: boolean;
  /** What is said about upstreams, their answers, and how long these are kept. */
  readonly settings: DnsmasqSettings;
}

/** Reads lines into rules, before these become zones. */
export class DnsmasqReader {
  readonly rules = new Rules();
  readonly #options: DnsmasqOptions;
  /** Options that came already, of those that come once at most. */
  readonly #seen = new Set<string>();
  /** Options that were passed over, with the first of them. */
  readonly #ignored = new Set<string>();
  #firstIgnored: Statement | undefined;
  #files = 0;
  #depth = 0;
  /** Characters of lines of large files that are no plain names. */
  #otherOctets = 0;
  readonly #plainNames = new PlainNames();
  readonly #plainLines = new PlainLines(this.#plainNames);
  /** Hosts files come after all host-records, whose pointers win. */
  readonly #hosts: IncludedText[] = [];

  constructor(options: DnsmasqOptions) {
    this.#options = options;
    const { include } = options;
    if (include?.host !== undefined) this.rules.hostAddresses = name => include.host!(name);
  }

  read(text: DnsmasqText): void {
    this.#readText({ file: this.#options.file, text });
    for (const hosts of this.#hosts) this.#readHosts(hosts);
    const message = `ignored, since they do not concern answering: ${[...this.#ignored].join(', ')}`;
    this.#firstIgnored?.report('warning', this.#firstIgnored.option, message);
  }

  /** Of a large file only what is not plain is read as a hosts file, in the lines where it stands. */
  #readHosts({ file, text }: IncludedText): void {
    let others = '';
    if (this.#isLarge(text)) {
      let lines = 1;
      this.#plainLines.readHosts(file, octetsOf(text), !this.rules.expandsHosts, (line, number) => {
        this.#countOther(file, line);
        others += '\n'.repeat(number - lines) + line;
        lines = number;
      });
    } else others = stringOf(text);
    readHostsFile(others, file, this.rules, this.#options.problems);
  }

  #isLarge(text: DnsmasqText): boolean {
    return text.length >= (this.#options.plainOctets ?? PLAIN_OCTETS);
  }

  /** @throws FileError when there are too many of them: each takes far more memory than a name that stands alone */
  #countOther(file: string, line: string): void {
    this.#otherOctets += line.length;
    if (this.#otherOctets <= MAX_TEXT_OCTETS) return;
    const most = `${MAX_TEXT_OCTETS / 2 ** 20} MiB`;
    throw new FileError(`with ${file} there are over ${most} of lines that do more than block a name`);
  }

  /** Names that stand alone; what has to do with the rules of other lines is added to these. */
  settle(): NamePart | undefined {
    const { modifiedSeconds, probed = [] } = this.#options;
    const { rules } = this;
    if (this.#plainNames.isEmpty) return undefined;
    return this.#plainNames.settle(new OtherNames(otherRules(rules, probed)), rulesOf(rules), {
      ttlSeconds: rules.ttlSeconds,
      negativeTtlSeconds: MADE_UP_TIMERS.minimum,
      serial: modifiedSeconds,
    });
  }

  #readText({ file, text }: IncludedText): void {
    if (this.#isLarge(text)) {
      this.#plainLines.readOptions(file, octetsOf(text), (line, number) => {
        this.#countOther(file, line);
        this.#readLine({ file, line: number, text: line });
      });
      return;
    }
    for (const [index, line] of stringOf(text).split(/\r?\n/).entries())
      this.#readLine({ file, line: index + 1, text: line });
  }

  #readLine(source: LinePlace): void {
    const { problems } = this.#options;
    try {
      const read = readLine(source.text);
      if (read === undefined) return;
      const end = new Phrase('', [source.text.length + 1]);
      const statement = new Statement(read.option, read.value ?? end, source, {
        rules: this.rules,
        problems,
      });
      this.#apply(statement, read.value !== undefined);
    } catch (error) {
      if (!(error instanceof QuoteError)) throw error;
      const place = { file: source.file, line: source.line, column: error.column };
      problems.error(place, error.message, { sourceLine: source.text });
    }
  }

  #apply(statement: Statement, hasEquals: boolean): void {
    try {
      this.#checkForm(statement, hasEquals);
      this.#dispatch(statement);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      statement.report('error', error.phrase, error.message, error.hint);
    }
  }

  #checkForm(statement: Statement, hasEquals: boolean): void {
    const { option, value } = statement;
    const { text: name } = option;
    const form = formOf(name) ?? this.#unknown(statement);
    // dnsmasq lets the value of some options be empty, which says nothing.
    const lacksValue = HEEDED.has(name) ? value.isEmpty : !hasEquals;
    if (form.value === 'required' && lacksValue)
      throw new StatementError(option, `the option ${name} needs a value`, `as in ${name}=…`);
    if (form.value === 'none' && hasEquals)
      throw new StatementError(value, `the option ${name} takes no value`);
    if (form.once && this.#seen.has(name))
      throw new StatementError(option, `the option ${name} stands here a second time; dnsmasq takes it once`);
    this.#seen.add(name);
  }

  #dispatch(statement: Statement): void {
    const { text: option } = statement.option;
    const read = READERS.get(option);
    if (read !== undefined) read(statement);
    else if (INCLUDING.has(option)) this.#include(statement);
    else if (UNSUPPORTED.has(option))
      statement.report('warning', statement.option, `${option} has no effect here`, IN_PLACE.get(option));
    else if (!SILENT.has(option)) {
      this.#ignored.add(option);
      this.#firstIgnored ??= statement;
    }
  }

  #unknown({ option }: Statement): never {
    const hint = spellingHint(option.plain.replace(/^-+/, ''), [
      ...HEEDED.keys(),
      ...UNSUPPORTED.keys(),
      ...SILENT.keys(),
      ...IGNORED.keys(),
    ]);
    throw new StatementError(
      option,
      `unknown option "${option.plain.slice(0, 60)}"`,
      hint ?? 'one long option of dnsmasq in each line, without dashes',
    );
  }

  #include(statement: Statement): void {
    const { include } = this.#options;
    const { option, value } = statement;
    if (include === undefined) throw new StatementError(option, 'further files are not read here');
    if (this.#files >= MAX_FILES) throw new StatementError(value, `over ${MAX_FILES} files`);
    if (this.#depth >= MAX_DEPTH)
      throw new StatementError(value, `files name further files over ${MAX_DEPTH} deep, perhaps in a circle`);
    const isHosts = option.text === 'addn-hosts' || option.text === 'hostsdir';
    this.#depth++;
    try {
      for (const included of this.#find(statement, include, isHosts)) this.#readIncluded(included, isHosts);
    } finally {
      this.#depth--;
    }
  }

  #readIncluded(included: IncludedText, isHosts: boolean): void {
    this.#files++;
    if (isHosts) this.#hosts.push(included);
    else this.#readText(included);
  }

  /** The files that an option names; one that cannot be read is reported. */
  #find(statement: Statement, include: DnsmasqInclude, isHosts: boolean): IncludedText[] {
    const { option, value, source } = statement;
    const [path, ...filters] = isHosts ? [value] : value.fields();
    try {
      const isFolder = isHosts || option.text === 'conf-dir';
      const folder = isFolder ? include.folder(path.plain, source.file) : undefined;
      const paths = folder?.filter(name => passes(name, filters)) ?? [path.plain];
      return paths.slice(0, MAX_FILES).map(each => include.file(each, source.file));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // dnsmasq starts without a hosts file or servers file that is missing, but not without a configuration file.
      const isNeeded = option.text.startsWith('conf-');
      statement.report(isNeeded ? 'error' : 'warning', path, error.message);
      return [];
    }
  }
}

function formOf(option: string): OptionForm | undefined {
  return HEEDED.get(option) ?? UNSUPPORTED.get(option) ?? SILENT.get(option) ?? IGNORED.get(option);
}

/** Which files of a folder are read: `*.conf` takes only those, `.bak` leaves those out. */
function passes(path: string, filters: readonly Phrase[]): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/~$|^\.|^#.*#$/.test(name)) return false;
  const texts = filters.map(filter => filter.plain).filter(text => text !== '');
  const wanted = texts.filter(text => text.startsWith('*')).map(text => text.slice(1));
  if (texts.some(text => !text.startsWith('*') && name.endsWith(text))) return false;
  return wanted.length === 0 || wanted.some(ending => name.endsWith(ending));
}

function listenOf({ listen, port }: Rules): SocketAddress[] {
  if (listen.length === 0 && port === undefined) return [];
  const addresses = listen.length === 0 ? ['127.0.0.1'] : listen;
  return addresses.map(address => ({ address, port: port ?? DNS_PORT }));
}

/** Reads a dnsmasq configuration with all files that it names. Every mistake goes to `options.problems`; reading goes on after it. */
export function readDnsmasq(text: DnsmasqText, options: DnsmasqOptions): DnsmasqResult {
  const reader = new DnsmasqReader(options);
  reader.read(text);
  const { rules } = reader;
  const names = reader.settle();
  return {
    names,
    zones: buildZones(rules, options),
    forwards: rules.forwards,
    listen: listenOf(rules),
    cacheSize: rules.cacheSize,
    readsResolvConf: rules.readsResolvConf,
    settings: rules.settings.finish(),
  };
}
