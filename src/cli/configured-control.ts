// The folder of control sockets that a configuration names, for commands that look for a running server.
import { dirname, isAbsolute, join } from 'node:path';
import { readRegularFile } from '../source/regular-file.js';

/** The configuration of a server that was started here without any flag. */
const USUAL_CONFIG = 'rondo.yaml';
const MAX_OCTETS = 2 ** 20;

export interface ConfiguredControl {
  /** Where it may be; the server may have been started elsewhere. */
  readonly folders: readonly string[];
  /** The server has no control socket. */
  readonly isOff: boolean;
}

const NONE: ConfiguredControl = { folders: [], isOff: false };

/** @param config that was named; that of the current folder when absent */
export async function configuredControl(config: string | undefined): Promise<ConfiguredControl> {
  const text = textOf(config ?? USUAL_CONFIG);
  // Most have no such key: nothing more is loaded then.
  if (text === undefined || !/^["']?control["']?\s*:/m.test(text)) return NONE;
  const { parse } = await import('yaml');
  try {
    const control: unknown = (parse(text, { logLevel: 'silent' }) as { readonly control?: unknown } | null)
      ?.control;
    if (control === 'off' || control === false) return { folders: [], isOff: true };
    if (typeof control !== 'string' || control === '') return NONE;
    const folders = [control, join(dirname(config ?? USUAL_CONFIG), control)];
    return { folders: isAbsolute(control) ? [control] : [...new Set(folders)], isOff: false };
  } catch {
    return NONE;
  }
}

function textOf(path: string): string | undefined {
  try {
    return Buffer.from(readRegularFile(path, { maxOctets: MAX_OCTETS }).bytes).toString('utf8');
  } catch {
    return undefined;
  }
}
