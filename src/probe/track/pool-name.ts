// What a pool is called, and which pools a name may mean.
import { type Name, NameError, nameFromText, nameToLabel } from '../../dns/name.js';
import { typeFromText, typeToText } from '../../dns/types.js';

/** What a pool is called: owner and type, as in `app.local A`. */
export function poolName(owner: Name, type: number): string {
  return `${nameToLabel(owner).toLowerCase()} ${typeToText(type)}`;
}

/** The name, in a list; an empty one when the text is none. */
export function readName(text: string, origin?: Name): Name[] {
  try {
    return [nameFromText(text, origin)];
  } catch (error) {
    if (error instanceof NameError) return [];
    throw error;
  }
}

/**
 * The names of the pools that may be meant, the first that exists is: a name without a final dot is first one
 * of the zone, as anywhere in a zone file, then one by itself.
 */
export function trackedNames(track: string, origin: Name): string[] {
  const [text, typeText] = track.split(' ');
  const type = typeFromText(typeText);
  if (type === undefined) return [];
  const inZone = text === '@' ? [origin] : text.endsWith('.') ? [] : readName(text, origin);
  return [...inZone, ...readName(text)].map(owner => poolName(owner, type));
}
