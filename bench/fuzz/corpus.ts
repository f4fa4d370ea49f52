// The inputs that fuzzing begins with: one file each, as text where it is text, else as hexadecimal digits.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HEX = '.hex';

/** The inputs of a target, by the names of their files. @param folder of the corpus */
export function readCorpus(folder: string, target: string): Map<string, Buffer> {
  const own = join(folder, target);
  return new Map(
    readdirSync(own)
      .sort()
      .map(name => {
        const content = readFileSync(join(own, name));
        const isHex = name.endsWith(HEX);
        return [name, isHex ? Buffer.from(content.toString('latin1').replace(/\s+/g, ''), 'hex') : content];
      }),
  );
}
