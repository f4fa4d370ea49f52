// Domain names and types of records as whoever asks writes them.
import { type Name, NameError, nameFromText, nameToLabel } from '../dns/name.js';
import { typeFromText } from '../dns/types.js';
import { inView, splitView } from '../dns/view-label.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';

/** @throws RequestError when it is none */
export function nameAsked(text: string): Name {
  try {
    return nameFromText(text);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    throw new RequestError(ERROR_CODE.INVALID_INPUT, `${text} is no domain name: ${error.message}`);
  }
}

/** What a zone is called, in lower case. @throws RequestError when it is no name, nor one with a view */
export function zoneAsked(text: string): string {
  const [name, view] = splitView(text);
  return inView(nameToLabel(nameAsked(name)).toLowerCase(), view);
}

/** @returns its number @throws RequestError when it is none */
export function typeAsked(text: string): number {
  const number = typeFromText(text);
  if (number === undefined) throw new RequestError(ERROR_CODE.INVALID_INPUT, `${text} is no record type`);
  return number;
}
