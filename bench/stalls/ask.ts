// One question over UDP, and what came back.
import { createSocket } from 'node:dgram';
import { type Answer, decode, encode } from 'dns-packet';

/** Asks for addresses. @returns those of the answer; undefined without an answer with a record in time */
export function addresses(port: number, name: string, limitMs: number): Promise<string[] | undefined> {
  const query = encode({ type: 'query', id: 1, questions: [{ name, type: 'A', class: 'IN' }] });
  const socket = createSocket('udp4');
  return new Promise(resolve => {
    const end = (result: string[] | undefined) => {
      clearTimeout(limit);
      socket.close();
      resolve(result);
    };
    const limit = setTimeout(() => end(undefined), limitMs);
    // Nobody is there yet; that is known at the limit.
    socket.on('error', () => undefined);
    socket.on('message', message => end(recordsOf(message)));
    socket.send(query, port, '127.0.0.1', () => undefined);
  });
}

function recordsOf(message: Buffer): string[] | undefined {
  const { answers = [] } = decode(message);
  const found = answers.flatMap((record: Answer) => (record.type === 'A' ? [record.data] : []));
  return found.length === 0 ? undefined : found;
}

/** Whether an address came within the time, which is waited for when none did. */
export async function ask(port: number, name: string, limitMs: number): Promise<boolean> {
  return (await addresses(port, name, limitMs)) !== undefined;
}
