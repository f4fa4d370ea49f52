// Makes an input that fails as short and as plain as it can be, so that a person can read it.

const PLAIN = 0x30;
const MAX_TRIES = 5000;

/** @param fails whether an input fails. @returns one that does, of which nothing more can be left out at once */
export async function minimise(input: Buffer, fails: (octets: Buffer) => Promise<boolean>): Promise<Buffer> {
  let least = input;
  let tries = 0;
  const isWorse = async (candidate: Buffer) => {
    if (++tries > MAX_TRIES || !(await fails(candidate))) return false;
    least = candidate;
    return true;
  };
  for (let size = Math.ceil(least.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < least.length; )
      if (!(await isWorse(Buffer.concat([least.subarray(0, at), least.subarray(at + size)])))) at += size;
  for (let at = 0; at < least.length; at++) {
    if (least[at] === PLAIN) continue;
    const plain = Buffer.from(least);
    plain[at] = PLAIN;
    await isWorse(plain);
  }
  return least;
}
