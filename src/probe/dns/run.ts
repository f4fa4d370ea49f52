// The DNS probe: one query over UDP, and once more over TCP when the response was truncated (RFC 7766 §5).
import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import { rcodeToText } from '../../dns/constants.js';
import { headerRcode, isTruncated } from '../../dns/header.js';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import type { Finding, ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { dial, undiallable } from '../wire/dial.js';
import { failureOf, unsendable } from '../wire/failure.js';
import { Intake } from '../wire/intake.js';
import { sourceFor } from '../wire/source.js';
import { addressesIn, answers, dnsQuery } from './message.js';
import type { DnsSpec } from './spec.js';

/** Datagrams of the target that are passed over. */
const MAX_STRANGE = 64;

/** A message over TCP with its length (RFC 1035 §4.2.2). */
const MAX_FRAME = 2 + 0xffff;

function judge(message: Buffer, query: Buffer, { rcode, answer = [] }: DnsSpec): Finding {
  if (!rcode.includes(headerRcode(message)))
    return { code: 'L7STS', text: rcodeToText(headerRcode(message)) };
  const addresses = addressesIn(message, query);
  if (addresses === undefined) return { code: 'L7RSP', text: 'the answer section is malformed' };
  const missing = answer.find(each => !addresses.has(each));
  return missing === undefined
    ? { code: 'L7OK' }
    : { code: 'L7RSP', text: `${missing} is not in the answer` };
}

/** Asks over TCP. */
function askTcp(target: Target, spec: DnsSpec, query: Buffer, attempt: Attempt): void {
  const line = { tls: false, insecure: false, source: spec.source };
  attempt.phase = 'connect';
  dial(target, line, attempt, socket => {
    const intake = new Intake(MAX_FRAME);
    socket.on('data', (chunk: Buffer) => {
      intake.push(chunk);
      const { read } = intake;
      if (read.length < 2 || read.length < 2 + read.readUInt16BE(0)) return;
      const message = read.subarray(2, 2 + read.readUInt16BE(0));
      if (answers(message, query)) attempt.end(judge(message, query, spec));
      else attempt.end({ code: 'L7RSP', text: 'the reply over TCP is to another query' });
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
}

/** Asks over UDP. What does not answer the query is passed over, as it may come from anybody. */
function askUdp(target: Target, spec: DnsSpec, query: Buffer, attempt: Attempt): void {
  const { address, port = 0 } = target;
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
  let datagrams = 0;
  let isOpen = true;
  const close = () => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  attempt.hold({ destroy: close });
  attempt.phase = 'reply';
  const fail = (error: Error) => attempt.end(failureOf(error, 'connect'));
  socket.on('error', fail);
  socket.on('message', message => {
    if (!answers(message, query)) {
      if (++datagrams === MAX_STRANGE)
        attempt.end({ code: 'L7RSP', text: `${MAX_STRANGE} datagrams that are no reply` });
      return;
    }
    if (!isTruncated(message)) return attempt.end(judge(message, query, spec));
    close();
    askTcp(target, spec, query, attempt);
  });
  const ask = () => {
    if (!isOpen) return;
    // A connected socket hears that the port is closed, and only from the target.
    socket.connect(port, address, (error?: Error) => {
      if (error) fail(error);
      else if (isOpen) socket.send(query, failed => failed && fail(failed));
    });
  };
  const source = sourceFor(address, spec);
  if (source === undefined) ask();
  else socket.bind({ address: source }, ask);
}

/** Asks the target once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<DnsSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  const fault = undiallable(target);
  try {
    if (fault !== undefined) attempt.end(fault);
    else askUdp(target, spec, dnsQuery(spec.qname, spec.type), attempt);
  } catch (error) {
    attempt.end(unsendable(error));
  }
  return attempt.result;
}
