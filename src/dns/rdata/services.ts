// The RDATA fields of WKS that name a protocol and its services (RFC 1035 §3.4.2).
import { bitsFor, numbersIn } from './bitmap.js';
import type { Field } from './field.js';
import { readNumber } from './number.js';
import type { TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** IANA "Protocol Numbers", as far as they have ports. */
const PROTOCOLS = { ICMP: 1, TCP: 6, UDP: 17 };

/** Services by name, those that old zones have (RFC 1010); every other one is written as its port. */
const SERVICES: Readonly<Record<string, number>> = {
  ECHO: 7,
  DISCARD: 9,
  SYSTAT: 11,
  DAYTIME: 13,
  NETSTAT: 15,
  CHARGEN: 19,
  'FTP-DATA': 20,
  FTP: 21,
  SSH: 22,
  TELNET: 23,
  SMTP: 25,
  TIME: 37,
  WHOIS: 43,
  DOMAIN: 53,
  TFTP: 69,
  GOPHER: 70,
  FINGER: 79,
  HTTP: 80,
  SUPDUP: 95,
  POP3: 110,
  SUNRPC: 111,
  NNTP: 119,
  NTP: 123,
  IMAP2: 143,
  SNMP: 161,
  HTTPS: 443,
};

const MAX_PORT = 0xffff;

export const services: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    wire.u8(readNumber(tokens, 0xff, PROTOCOLS));
    const ports: number[] = [];
    while (!tokens.atEnd) ports.push(readNumber(tokens, MAX_PORT, SERVICES));
    wire.bytes(bitsFor(ports));
  },
  show(wire: WireReader): string {
    const protocol = wire.u8();
    const bits = wire.rest();
    if (bits.length > (MAX_PORT + 1) / 8 || bits.at(-1) === 0) throw new MalformedRdata();
    return [protocol, ...numbersIn(bits)].join(' ');
  },
};
