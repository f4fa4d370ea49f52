// A bound that a server must keep while something goes wrong, and what was measured of it.

/** A build of Rondo under measurement. */
export interface Build {
  readonly name: string;
  /** Its checkout, which holds `dist/main.js`. */
  readonly checkout: string;
}

/** What a row may use. */
export interface Place {
  /** An empty folder of its own. */
  readonly folder: string;
  /** The builds that are measured; the first one is this checkout's, and is held against the goals. */
  readonly builds: readonly Build[];
  /** Small numbers, for a machine that has no time. */
  readonly isShort: boolean;
}

/** One line of the table. */
export interface Bound {
  /** What is measured, and under what. */
  readonly what: string;
  /** As people write it. */
  readonly goal: string;
  /** Whether this checkout's build reaches it; undefined when there is none, or it was not measured. */
  readonly isMet: boolean | undefined;
  /** What each server has reached, by its name, as people write it. */
  readonly reached: ReadonlyMap<string, string>;
}

/** What a server has reached, and whether that is the goal. */
export interface Reached {
  readonly text: string;
  readonly isMet: boolean;
}

/** A row: measures bounds that belong together, since they are seen in one run. */
export interface Row {
  /** How it is picked on the command line. */
  readonly name: string;
  run(place: Place): Promise<readonly Bound[]>;
}

/** Bounds that are seen together in each run, by what they are: what it is, its goal. */
export type Goals<Key extends string> = Readonly<Record<Key, readonly [what: string, goal: string]>>;

/** Joins what was seen of each server into lines of the table; the first server is held against the goals. */
export function boundsOf<Key extends string>(
  goals: Goals<Key>,
  seen: ReadonlyMap<string, Readonly<Partial<Record<Key, Reached>>> | string>,
): Bound[] {
  const [first] = seen.values();
  return (Object.keys(goals) as Key[]).map(key => {
    const reached = [...seen].map(([name, figures]): [string, string] => [
      name,
      typeof figures === 'string' ? figures : (figures[key]?.text ?? ''),
    ]);
    const [what, goal] = goals[key];
    const isMet = typeof first === 'string' || goal === '' ? undefined : first?.[key]?.isMet;
    return { what, goal, isMet, reached: new Map(reached) };
  });
}

/** Measures one thing of each server in turn; one that cannot be measured says why in its place. */
export async function each<Server extends { readonly name: string }, Seen>(
  servers: readonly Server[],
  measure: (server: Server) => Promise<Seen>,
): Promise<Map<string, Seen | string>> {
  const seen = new Map<string, Seen | string>();
  for (const server of servers) {
    try {
      seen.set(server.name, await measure(server));
    } catch (error) {
      const why = (error as Error).message.replace(/\s+/g, ' ').slice(0, 200);
      process.stderr.write(`bench: ${server.name}: ${why}\n`);
      seen.set(server.name, `failed: ${why}`);
    }
  }
  return seen;
}

/** A row that measures the same of each build. */
export function rowOf<Key extends string>(
  name: string,
  goals: Goals<Key>,
  measure: (build: Build, place: Place) => Promise<Readonly<Partial<Record<Key, Reached>>>>,
): Row {
  return {
    name,
    run: async place => boundsOf(goals, await each(place.builds, build => measure(build, place))),
  };
}
