// delv as the judge: a validating resolver that trusts one zone's key and asks one server.
import { finish } from '../support/processes.js';
import { program } from '../support/programs.js';
import type { TempFolder } from '../support/temp-folder.js';
import type { Denial, SignedZone } from './signed-zones.js';

export class Delv {
  readonly #args: readonly string[];

  constructor(folder: TempFolder, { zone, anchor }: SignedZone, port: number) {
    const { origin } = zone;
    const [flags, protocol, algorithm, ...key] = anchor
      .trim()
      .replace(/^.*DNSKEY\s+/, '')
      .split(/\s+/);
    const text = `trust-anchors { ${origin} static-key ${flags} ${protocol} ${algorithm} "${key.join('')}"; };\n`;
    const file = folder.write(`${origin}anchor`, text);
    this.#args = ['@127.0.0.1', '-p', String(port), '-a', file, `+root=${origin}`];
  }

  /** What delv says of the answer, such as `negative response, fully validated`. */
  async ask(name: string, type: string): Promise<string> {
    const { stdout, stderr } = await finish(program('delv')!, [...this.#args, name, type]);
    const lines = `${stdout}${stderr}`.split('\n');
    return lines.find(line => /^; .*(?:validated|unsigned)/.test(line)) ?? lines.slice(0, 3).join(' ');
  }

  /** Names in a span with opt-out cannot be proven (RFC 5155 §6). */
  isValid(verdict: string, denial: Denial): boolean {
    return (
      verdict.includes('fully validated') || (denial === 'nsec3-opt-out' && verdict.includes('unsigned'))
    );
  }
}
