// Looks at lists in files without serving them: everything that is wrong is told at its place.
import { dirname } from 'node:path';
import { jsonFault } from '../../source/json-syntax.js';
import { adviceOnMissing } from '../../source/missing-path.js';
import { Problems } from '../../source/problem.js';
import { YamlDocument } from '../../source/yaml-document.js';
import { MAX_FOUND } from '../bounds.js';
import { labelDoubt } from '../labels.js';
import type { SourceReport, SourceRules, Target } from '../source.js';
import { readTargets } from '../target-list.js';
import { isJson, ListRoom, pathsOf, reasonOf, textIn } from './list-file.js';
import type { FileSettings } from './spec.js';

type Path = readonly (string | number)[];

/** A file whose text could be parsed. */
class ListFile {
  readonly #path: string;
  readonly #text: string;
  readonly #problems: Problems;
  readonly data: unknown;
  /** Keeps places; that of JSON is made when it is needed. */
  #document: YamlDocument | undefined;

  private constructor(path: string, text: string, problems: Problems, data: unknown) {
    this.#path = path;
    this.#text = text;
    this.#problems = problems;
    this.data = data;
  }

  /** @returns undefined when the text cannot be parsed, which is told */
  static parse(path: string, text: string, problems: Problems): ListFile | undefined {
    if (!isJson(path)) {
      const document = YamlDocument.parse(text, path, problems);
      if (document === undefined) return undefined;
      const file = new ListFile(path, text, problems, document.data);
      file.#document = document;
      return file;
    }
    try {
      return new ListFile(path, text, problems, JSON.parse(text));
    } catch (error) {
      reportJson(path, text, problems, error as Error);
      return undefined;
    }
  }

  /** Tells of what stands at a path. */
  tell(
    severity: 'error' | 'warning',
    path: Path,
    message: string,
    { hint, at = 'value' }: { readonly hint?: string; readonly at?: 'key' | 'value' } = {},
  ): void {
    // JSON is YAML, too, but for keys that stand twice and the like.
    this.#document ??= YamlDocument.parse(this.#text, this.#path, new Problems());
    if (this.#document === undefined) {
      this.#problems[severity]({ file: this.#path, line: 1, column: 1 }, message, { hint });
      return;
    }
    const own = this.#document.problems;
    const before = own.list.length;
    this.#document[severity](path, message, { at, ...(hint === undefined ? {} : { hint }) });
    if (own !== this.#problems) for (const problem of own.list.slice(before)) this.#problems.add(problem);
  }
}

function reportJson(file: string, text: string, problems: Problems, error: Error): void {
  const fault = jsonFault(text) ?? { offset: 0, width: 1, message: error.message.slice(0, 120) };
  const before = text.slice(0, fault.offset).split('\n');
  const place = { file, line: before.length, column: before.at(-1)!.length + 1 };
  const sourceLine = text.split('\n', before.length).at(-1)!.replace(/\r$/, '');
  const { message, width, hint } = fault;
  problems.error(place, message, { sourceLine, width, ...(hint === undefined ? {} : { hint }) });
}

/** Looks at the targets of one file after another. */
class ListCheck {
  readonly #rules: SourceRules;
  readonly #problems: Problems;
  /** By address, the port that counts. */
  readonly #ports = new Map<string, number | undefined>();
  count = 0;

  constructor(rules: SourceRules, problems: Problems) {
    this.#rules = rules;
    this.#problems = problems;
  }

  file(path: string, text: string): void {
    const file = ListFile.parse(path, text, this.#problems);
    if (file === undefined) return;
    let isSound = true;
    const targets = readTargets(file.data, mistake => {
      isSound = false;
      file.tell('error', mistake.path, mistake.message, mistake);
    });
    this.count += targets.length;
    if (!isSound) return;
    const groups = file.data as { readonly targets: unknown[]; readonly labels?: Record<string, unknown> }[];
    const places = groups.flatMap((group, at) =>
      group.targets.map((_, index): Path => [at, 'targets', index]),
    );
    for (const [index, target] of targets.entries()) this.#target(file, target, places[index]);
    for (const [at, { labels }] of groups.entries())
      for (const name in labels ?? {}) {
        const doubt = labelDoubt(name);
        if (doubt !== undefined)
          file.tell('warning', [at, 'labels', name], doubt.message, { ...doubt, at: 'key' });
      }
  }

  #target(file: ListFile, { host, port: own }: Target, path: Path): void {
    const { port: usual, portless } = this.#rules;
    const port = own ?? usual;
    if (port === undefined && portless !== undefined)
      file.tell('error', path, `${host} has no port, which the ${portless} probe needs`, {
        hint: `write ${host.includes(':') ? `[${host}]` : host}:PORT, or \`port: PORT\` beside \`from\` for all`,
      });
    if (!this.#ports.has(host)) this.#ports.set(host, port);
    else if (this.#ports.get(host) !== port)
      file.tell(
        'warning',
        path,
        `${host} stands in the list before, with another port: this one has no effect`,
        {
          hint: 'an answer carries no ports, so an address is one member',
        },
      );
  }
}

/** The files that are meant; what cannot be found is told. */
function filesOf(patterns: readonly string[], report: SourceReport): string[] {
  const found = patterns.flatMap(pattern => {
    try {
      const paths = pathsOf([pattern]);
      if (paths.length === 0) report.fault(`no file matches ${pattern}`, adviceOnMissing(pattern));
      return paths;
    } catch (error) {
      report.fault(`no file matches ${pattern}: ${reasonOf(dirname(pattern), error)}`);
      return [];
    }
  });
  return [...new Set(found)];
}

/** Reads the lists of a source as a server would, and tells what is wrong with them. */
export function check({ paths }: FileSettings, rules: SourceRules, report: SourceReport): void {
  const room = new ListRoom();
  const errors = report.problems.errorCount;
  const lists = new ListCheck(rules, report.problems);
  for (const path of filesOf(paths, report)) {
    try {
      lists.file(path, textIn(path, room.read(path)));
    } catch (error) {
      report.fault(reasonOf(path, error), adviceOnMissing(path));
    }
  }
  if (report.problems.errorCount > errors) return;
  const { count } = lists;
  if (count > MAX_FOUND) report.fault(`${count} targets; a pool has at most ${MAX_FOUND} members`);
  if (count === 0 && !rules.allowsEmpty)
    report.fault('the list has no members', 'write `allow-empty: yes` if that is meant');
}
