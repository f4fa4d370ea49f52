// A strict reader of the Prometheus text exposition format, as far as a server without exemplars needs it.

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABELS = '(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*",?)*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABELS})\\})? ([+-]?(?:Inf|[0-9.eE+-]+)|N[aA][nN])$`);
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/** What /metrics shows: values by series, as `name` or `name{label="value",…}` in the order of the page. */
export class Exposition {
  readonly values = new Map<string, number>();
  readonly types = new Map<string, string>();

  /** @throws Error at the first line that the format does not allow */
  constructor(text: string) {
    if (!text.endsWith('\n')) throw new Error('the last line has no end');
    for (const line of text.split('\n')) if (line !== '') this.#read(line);
  }

  /** The sum of all series of a metric that carry these labels. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
    let total = 0;
    for (const [series, value] of this.values) {
      const [own, rest = ''] = series.split('{');
      const parts = rest.replace(/\}$/, '').split(/,(?=[a-z_]+=")/);
      if (own === name && wanted.every(part => parts.includes(part))) total += value;
    }
    return total;
  }

  #read(line: string): void {
    const comment = COMMENT.exec(line);
    if (comment !== null) {
      const [, kind, name, rest] = comment;
      if (kind !== 'TYPE') return;
      if (!TYPES.includes(rest)) throw new Error(`no such type: ${line}`);
      if (this.types.has(name)) throw new Error(`a second type: ${line}`);
      this.types.set(name, rest);
      return;
    }
    const [, name, labels, value] = SAMPLE.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a line of the format: ${line}`);
    if (this.#typeOf(name) === undefined) throw new Error(`a sample without a type before it: ${line}`);
    const series = labels === undefined ? name : `${name}{${labels}}`;
    if (this.values.has(series)) throw new Error(`a second sample of one series: ${line}`);
    this.values.set(series, Number(value.replace('Inf', 'Infinity')));
  }

  #typeOf(name: string): string | undefined {
    const family = name.replace(/_(?:bucket|sum|count)$/, '');
    return this.types.get(name) ?? (this.types.get(family) === 'histogram' ? 'histogram' : undefined);
  }
}

/** Reads /metrics of an admin listener at `address:port`. */
export async function metricsOf(admin: string): Promise<Exposition> {
  const response = await fetch(`http://${admin}/metrics`);
  return new Exposition(await response.text());
}
