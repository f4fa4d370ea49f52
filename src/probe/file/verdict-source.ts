// One file and what it has said, for all probes that go by it.
import { systemClock } from '../../time/clock.js';
import { KeptVerdicts } from './kept-verdicts.js';
import type { FileSpec } from './spec.js';
import { VerdictReader } from './verdict-file.js';

export interface VerdictSource {
  readonly reader: VerdictReader;
  readonly kept: KeptVerdicts;
}

/** As long as a spec is in use, so is its source. */
const bySpec = new WeakMap<FileSpec, VerdictSource>();

/** Those of all specs; pools of many files may name one and the same. */
const byName = new Map<string, WeakRef<VerdictSource>>();
const unused = new FinalizationRegistry<string>(name => {
  if (byName.get(name)?.deref() === undefined) byName.delete(name);
});

function sharedSource({ path, keep }: FileSpec): VerdictSource {
  const name = `${keep} ${path}`;
  const known = byName.get(name)?.deref();
  if (known !== undefined) return known;
  const source = { reader: new VerdictReader(path, systemClock), kept: new KeptVerdicts(keep, systemClock) };
  byName.set(name, new WeakRef(source));
  unused.register(source, name);
  return source;
}

/** The source of this spec: the same for all that name the file, and keep its word as long. */
export function sourceOf(spec: FileSpec): VerdictSource {
  const source = bySpec.get(spec) ?? sharedSource(spec);
  bySpec.set(spec, source);
  return source;
}
