// A domain name in a value of rondo.yaml.
import { lowerName, type Name, NameError, nameFromText } from '../dns/name.js';
import type { Report } from './report.js';

/**
 * The name in lower-cased wire form; undefined when it is wrong, which is reported.
 * @param what is expected, such as `the name of a zone`
 */
export function nameIn(text: string, what: string, report: Report): Name | undefined {
  try {
    return lowerName(nameFromText(text));
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    report('error', `expected ${what}, found "${text.slice(0, 60)}": ${error.message}`);
    return undefined;
  }
}
