// Puts the built program and its libraries into few files, which start in half the time.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** Native code of the system it runs on: installed beside, or not. */
const EXTERNAL = ['koffi'];
/** Threads are started by the names of their files, which lie beside whoever starts them. */
const ENTRIES = ['main', 'serve/answer-thread', 'serve/event-thread', 'store/builder-thread'];

/** Loads the metrics library with `require`, which would look for it beside the bundle. */
const REQUIRING = fileURLToPath(new URL('../dist/observe/prom-client.js', import.meta.url));
const importing = {
  name: 'metrics-library',
  load: id =>
    id === REQUIRING
      ? "export { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';"
      : undefined,
};

/**
 * Makes them of `dist/`.
 * @param folder two levels below where package.json is, as the files of `dist/` that look for it are
 * @returns the paths of all modules that are in them
 */
export async function bundle(folder) {
  const built = path => fileURLToPath(new URL(`../dist/${path}.js`, import.meta.url));
  const input = Object.fromEntries(ENTRIES.map(path => [path.split('/').at(-1), built(path)]));
  const build = await rolldown({ input, platform: 'node', external: EXTERNAL, plugins: [importing] });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    comments: { legal: false },
  });
  // The files for browsers are found beside the folder, as they are beside those of `dist/`.
  cpSync(new URL('../dist/browser', import.meta.url), join(folder, '../browser'), { recursive: true });
  return output.flatMap(({ moduleIds = [] }) => moduleIds);
}
