// Looks whether the programs that rondo.yaml names can be run, as `rondo check` does; a server finds out by itself.
import { dirname } from 'node:path';
import { placedProbes } from '../probe/check.js';
import { exec as execKind } from '../probe/exec/kind.js';
import { programDoubt } from '../probe/exec/program.js';
import type { ProbeReference } from '../probe/spec.js';
import { Problems } from '../source/problem.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { readConfigFile } from './config-file.js';
import { itemPath } from './report.js';
import type { ConfigInput } from './schema.js';
import { SourceFiles } from './source-files.js';

/** A command, and the path of the key that names it. */
interface Named {
  readonly command: readonly string[];
  readonly path: YamlPath;
}

function inProbe({ check, overrides }: ProbeReference, path: YamlPath): Named[] {
  if (check !== undefined)
    return placedProbes(check).flatMap(part => inProbe(part.probe, [...path, ...part.path]));
  const { kind, command } = overrides as { readonly kind?: string; readonly command?: readonly string[] };
  return kind === 'exec' && command !== undefined ? [{ command, path: [...path, 'exec'] }] : [];
}

function programsIn({ probes = {}, health = [], notify = [] }: ConfigInput, document: YamlDocument): Named[] {
  const profiles = Object.entries(probes).flatMap(([name, probe]) => inProbe(probe, ['probes', name]));
  const entries = health.flatMap((entry, index) => [
    ...inProbe(entry.probe, ['health', index]),
    ...(['probes', 'also'] as const).flatMap(key =>
      Object.entries(entry[key]).flatMap(([of, probe]) => inProbe(probe, ['health', index, key, of])),
    ),
  ]);
  const receivers = notify.flatMap(({ exec }, index) =>
    exec === undefined
      ? []
      : [{ command: exec as string[], path: [...itemPath(document, 'notify', index), 'exec'] }],
  );
  return [...profiles, ...entries, ...receivers];
}

/** Warns of programs in a configuration that could not be run by this user, here and now. */
export function checkPrograms(configFile: string, problems: Problems): void {
  const found = new Problems();
  const { input, document } = readConfigFile(configFile, new SourceFiles(), found);
  // Its other mistakes are known already.
  const before = found.list.length;
  if (document === undefined) return;
  for (const { command, path } of programsIn(input, document)) {
    const folder = dirname(configFile);
    const [program] = execKind.locate({ command: [...command] }, folder).command;
    const doubt = programDoubt(program, folder);
    if (doubt !== undefined) document.warning([...path, 0], doubt.message, { hint: doubt.hint });
  }
  for (const problem of found.list.slice(before)) problems.add(problem);
}
