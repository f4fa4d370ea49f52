// Makes dist/browser/: the script of the admin page in one file, its style and its icon, as they are served.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = name => join(root, 'src/page/browser', name);
const made = name => join(root, 'dist/browser', name);

/** Without comments, and without blanks that say nothing. Selectors keep theirs: `a :is(b)` is not `a:is(b)`. */
function shortened(style) {
  return style
    .replace(/\/\*[\s\S]*?\*\/\n?/g, '')
    .replace(/\n\s*/g, '\n')
    .replace(/([:,{;>(]|^)\s+/g, '$1')
    .replace(/\s+([{}>)])/g, '$1')
    .replace(/;\}/g, '}')
    .replace(/\}\n/g, '}');
}

rmSync(made('.'), { recursive: true, force: true });
mkdirSync(made('.'), { recursive: true });
const build = await rolldown({
  input: source('main.ts'),
  platform: 'browser',
  // Whatever is not of the page, such as a library for the server, must not come in by an import.
  external: () => false,
  // What is imported only says what there is: main.ts does something, and nobody wants the rest that is not used.
  treeshake: { moduleSideEffects: false },
  onwarn(warning) {
    throw new Error(warning.message);
  },
});
await build.write({ file: made('page.js'), format: 'esm', minify: true, comments: { legal: false } });
await build.close();
writeFileSync(made('page.css'), shortened(readFileSync(source('page.css'), 'utf8')));
cpSync(source('icon.svg'), made('icon.svg'));
