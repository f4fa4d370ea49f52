// Which routes a path leads to, and what its parameters are.
import type { Route } from './route.js';

/** A path as it is written in a table, with `{name}` in place of a segment that may be anything. */
interface Entry<Server> {
  readonly path: string;
  readonly segments: readonly string[];
  readonly routes: Route<Server>[];
}

export interface Found<Server> {
  /** Of each method one. */
  readonly routes: readonly Route<Server>[];
  /** The parameters in the path, by name. */
  readonly values: Readonly<Record<string, string>>;
}

/** The name of a parameter; undefined for a segment that stands for itself. */
export function parameterIn(segment: string): string | undefined {
  return /^\{(\w+)\}$/.exec(segment)?.[1];
}

function valuesIn(
  pattern: readonly string[],
  segments: readonly string[],
): Found<never>['values'] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const name = parameterIn(wanted);
    if (name === undefined ? wanted !== segments[index] : segments[index] === '') return undefined;
    if (name !== undefined) values[name] = segments[index];
  }
  return values;
}

export class RouteTable<Server> {
  /** Those without parameters first. */
  readonly #entries: readonly Entry<Server>[];

  constructor(routes: readonly Route<Server>[]) {
    const byPath = new Map<string, Entry<Server>>();
    for (const route of routes) {
      const { path } = route;
      const entry = byPath.get(path) ?? { path, segments: path.slice(1).split('/'), routes: [] };
      entry.routes.push(route);
      byPath.set(path, entry);
    }
    const count = ({ segments }: Entry<Server>) => segments.filter(each => parameterIn(each)).length;
    this.#entries = [...byPath.values()].sort((a, b) => count(a) - count(b));
  }

  /** All paths, as they are written. */
  get paths(): string[] {
    return this.#entries.map(({ path }) => path);
  }

  find(segments: readonly string[]): Found<Server> | undefined {
    for (const { segments: pattern, routes } of this.#entries) {
      const values = valuesIn(pattern, segments);
      if (values !== undefined) return { routes, values };
    }
    return undefined;
  }
}
