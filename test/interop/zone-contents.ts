// What a server has of a zone, whatever server it is: its records by a transfer, and its serial.
import { ask, framed, TcpClient } from '../support/ask.js';
import type { Message } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { lineOf } from '../transfer/transferred.js';

/** All records that a server has of a zone, sorted. The last SOA is left out. */
export async function recordsOf(port: number, zone: string): Promise<string[]> {
  const client = await TcpClient.open(port);
  const lines: string[] = [];
  try {
    client.send(framed(buildQuery(`${zone} AXFR`, { edns: false })));
    const isSoa = (line: string) => / \d+ SOA /.test(line);
    while (lines.filter(isSoa).length < 2) {
      const message: Message | undefined = await client.next();
      if (message?.rcode !== 0) throw new Error(`no transfer of ${zone} from ${port}: ${message?.rcode}`);
      lines.push(...message.answer.map(lineOf));
    }
  } finally {
    client.socket.destroy();
  }
  return lines
    .slice(0, -1)
    .map(line => line.toLowerCase())
    .sort();
}

/** The serial of a zone; undefined when the server does not answer for it. */
export async function serialOf(port: number, zone: string): Promise<number | undefined> {
  const { rcode, answer } = await ask(port, `${zone} SOA`, { edns: false });
  const rdata = answer[0]?.rdata;
  return rcode === 0 && rdata !== undefined ? Buffer.from(rdata).readUInt32BE(rdata.length - 20) : undefined;
}
