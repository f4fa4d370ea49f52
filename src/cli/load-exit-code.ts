// The exit status of a verb that reads files, when something is wrong with them.
import type { Loaded } from '../config/load.js';
import { isFlag } from '../config/report.js';
import { EXIT } from './exit-code.js';

/**
 * That for the errors of a load. A flag with a wrong value is a wrong command line, but a file that a flag
 * names and that cannot be read is not.
 */
export function exitCodeOfLoad({ problems, configFile }: Pick<Loaded, 'problems' | 'configFile'>): number {
  if (!problems.hasErrors) return EXIT.OK;
  const places = problems.list.filter(({ severity }) => severity === 'error').map(({ place }) => place.file);
  if (places.some(file => isFlag(file) && file !== '--zone')) return EXIT.USAGE;
  return places.some(file => file === configFile || isFlag(file)) ? EXIT.CONFIG : EXIT.DATA;
}
