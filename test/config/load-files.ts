// Files for one test, and what a load of them gives.
import { onTestFinished } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import type { Overrides } from '../../src/config/overrides.js';
import { TempFolder } from '../support/temp-folder.js';

/** Writes files and loads `rondo.yaml` among them. */
export function load(
  files: Record<string, string | Uint8Array>,
  overrides: Overrides = {},
): Loaded & { folder: TempFolder } {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return { ...loadConfig({ configFile: folder.at('rondo.yaml'), overrides }), folder };
}

/** `file:line:column severity: message -> hint`, files relative to the folder. */
export function lines({ problems, folder }: ReturnType<typeof load>): string[] {
  return problems.list.map(({ place: { file, line, column }, severity, message, hint }) =>
    `${file}:${line}:${column} ${severity}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`.replaceAll(
      `${folder.path}/`,
      '',
    ),
  );
}
