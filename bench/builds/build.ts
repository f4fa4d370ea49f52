// A build of another checkout: its functions are found by their names, wherever its files have moved.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The files of a build: all of `dist` but the bench. */
function filesOf(checkout: string): string[] {
  const dist = join(checkout, 'dist');
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.js') && !path.startsWith('bench'))
    .map(path => join(dist, path));
}

/** Exported functions and classes of a build. */
export class Build {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(readonly checkout: string) {
    this.#texts = new Map(filesOf(checkout).map(path => [path, readFileSync(path, 'utf8')]));
  }

  /**
   * What is exported under a name, or under the first of several names that is.
   * @throws Error when no file exports any of them, or two do
   */
  async find<T>(...names: readonly string[]): Promise<T> {
    for (const name of names) {
      const form = new RegExp(`^export (?:async )?(?:function|class|const) ${name}\\b`, 'm');
      const paths = [...this.#texts].filter(([, text]) => form.test(text)).map(([path]) => path);
      if (paths.length > 1) throw new Error(`${name} is exported by ${paths.join(' and ')}`);
      if (paths.length === 1) return (await import(pathToFileURL(paths[0]).href))[name] as T;
    }
    throw new Error(`no file of ${this.checkout}/dist exports ${names.join(' or ')}`);
  }
}
