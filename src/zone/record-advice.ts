// What somebody may have meant whose record cannot be read.
import { TYPE } from '../dns/types.js';
import { familyAdvice } from '../source/address-advice.js';

/** What to do about RDATA that is no record of its type. @param word the one that is wrong */
export function recordAdvice(type: number, word: string): string | undefined {
  if (type === TYPE.A) return familyAdvice(word, 4);
  if (type === TYPE.AAAA) return familyAdvice(word, 6);
  return undefined;
}
