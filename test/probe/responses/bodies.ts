// Responses that are framed in usual, odd and wrong ways, and responses before and after others.
import type { Kinds } from './kinds.js';

const OK = 'HTTP/1.1 200 OK\r\n';
const good = `${OK}Content-Length: 2\r\n\r\nUP`;
const head = (...lines: string[]) => `${OK}${lines.map(line => `${line}\r\n`).join('')}\r\n`;
const CHUNKED = head('Transfer-Encoding: chunked');

const lengths: Kinds = {
  'no length': { sends: `${OK}\r\nUP`, verdicts: '++++++' },
  'length twice': { sends: `${head('Content-Length: 2', 'Content-Length: 2')}UP`, verdicts: '++++++' },
  'length as a list': { sends: `${head('Content-Length: 2, 2')}UP`, verdicts: '++++++' },
  'two lengths': { sends: `${head('Content-Length: 2', 'Content-Length: 3')}UP`, verdicts: '----+-' },
  'two lengths as a list': { sends: `${head('Content-Length: 2, 3')}UP`, verdicts: '----+-' },
  'length of equal value': {
    sends: `${head('Content-Length: 2', 'Content-Length: 02')}UP`,
    verdicts: '++++++',
  },
  'length with zeros': { sends: `${head('Content-Length: 002')}UP`, verdicts: '++++++' },
  'length with a sign': { sends: `${head('Content-Length: +2')}UP`, verdicts: '----+-' },
  'length below zero': { sends: `${head('Content-Length: -2')}UP`, verdicts: '----+-' },
  'length with a letter': { sends: `${head('Content-Length: 2x')}UP`, verdicts: '----+-' },
  'length in hexadecimal': { sends: `${head('Content-Length: 0x2')}UP`, verdicts: '----+-' },
  'length of nothing': { sends: `${head('Content-Length:')}UP`, verdicts: '----+-' },
  'length of two words': { sends: `${head('Content-Length: 2 2')}UP`, verdicts: '----+-' },
  'length beyond all': { sends: `${head('Content-Length: 99999999999999999999999')}UP`, verdicts: '----+-' },
  'length 0, and a body': { sends: `${head('Content-Length: 0')}UP`, verdicts: '+--+++' },
  'octets after the body': { sends: `${head('Content-Length: 2')}UPX`, verdicts: '++++++' },
  'text after the body': { sends: `${head('Content-Length: 2')}NOUP`, verdicts: '+--+++' },
  'body cut short': { sends: `${head('Content-Length: 9')}UP`, verdicts: '++-+++' },
  'body cut by a reset': { sends: `${head('Content-Length: 9')}UP`, after: 'resets', verdicts: '++-+++' },
  'body that goes on': { sends: `${head('Content-Length: 9')}UP`, after: 'stays', verdicts: '++-+++' },
  'no length, and stays': { sends: `${OK}\r\nUP`, after: 'stays', verdicts: '++-+++' },
  'other body': { sends: `${head('Content-Length: 4')}DOWN`, verdicts: '+--+-+' },
  'no body': { sends: head('Content-Length: 0'), verdicts: '+--+-+' },
  'status 204 with a body': { sends: 'HTTP/1.1 204 No Content\r\n\r\nUP', verdicts: '+--+++' },
  'status 304 with a body': { sends: 'HTTP/1.1 304 Not Modified\r\n\r\nUP', verdicts: '+--+++' },
  'text at 12 KiB': { sends: `${head()}${' '.repeat(12_288)}UP`, verdicts: '++++++' },
  'text at 40 KiB': { sends: `${head()}${' '.repeat(40_960)}UP`, verdicts: '++++++' },
  'text at 70 KiB': { sends: `${head()}${' '.repeat(71_680)}UP`, verdicts: '+--+-+' },
  'text in gzip': {
    sends: `${head('Content-Encoding: gzip', 'Content-Length: 4')}\x1f\x8b\x08\0`,
    verdicts: '+--+-+',
  },
};

const chunks: Kinds = {
  chunked: { sends: `${CHUNKED}2\r\nUP\r\n0\r\n\r\n`, verdicts: '++++++' },
  'chunked with LF alone': { sends: `${CHUNKED}2\nUP\n0\n\n`, verdicts: '++++++' },
  'text in two chunks': { sends: `${CHUNKED}1\r\nU\r\n1\r\nP\r\n0\r\n\r\n`, verdicts: '++++-+' },
  'chunked and a length': {
    sends: `${head('Transfer-Encoding: chunked', 'Content-Length: 99')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '++++++',
  },
  'a short length, and chunked': {
    sends: `${head('Content-Length: 1', 'Transfer-Encoding: chunked')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '++++++',
  },
  'chunked and two lengths': {
    sends: `${head('Content-Length: 1', 'Content-Length: 2', 'Transfer-Encoding: chunked')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '----+-',
  },
  'chunked in capitals': {
    sends: `${head('TRANSFER-ENCODING: CHUNKED')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '++++++',
  },
  'chunked after gzip': {
    sends: `${head('Transfer-Encoding: gzip, chunked')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '++++++',
  },
  'chunked on a second line': {
    sends: `${head('Transfer-Encoding: gzip', 'Transfer-Encoding: chunked')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '++++++',
  },
  'chunked before gzip': { sends: `${head('Transfer-Encoding: chunked, gzip')}UP`, verdicts: '----+-' },
  'chunked twice': {
    sends: `${head('Transfer-Encoding: chunked, chunked')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '----+-',
  },
  'chunked on two lines': {
    sends: `${head('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '----+-',
  },
  'coding gzip alone': { sends: `${head('Transfer-Encoding: gzip')}UP`, verdicts: '++++++' },
  'coding identity': { sends: `${head('Transfer-Encoding: identity')}UP`, verdicts: '++++++' },
  'coding identity and a length': {
    sends: `${head('Transfer-Encoding: identity', 'Content-Length: 2')}UP`,
    verdicts: '++++++',
  },
  'coding unknown': { sends: `${head('Transfer-Encoding: xchunked')}UP`, verdicts: '++++++' },
  'coding of nothing': { sends: `${head('Transfer-Encoding:', 'Content-Length: 2')}UP`, verdicts: '++++++' },
  'chunked with a parameter': {
    sends: `${head('Transfer-Encoding: chunked;a=b')}2\r\nUP\r\n0\r\n\r\n`,
    verdicts: '----+-',
  },
  'chunked in HTTP/1.0': {
    sends: 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nUP\r\n0\r\n\r\n',
    verdicts: '++++++',
  },
  'chunk with an extension': { sends: `${CHUNKED}2;a=b\r\nUP\r\n0;c="d"\r\n\r\n`, verdicts: '++++++' },
  'chunk with a long extension': {
    sends: `${CHUNKED}2;${'x'.repeat(3000)}\r\nUP\r\n0\r\n\r\n`,
    verdicts: '++++++',
  },
  'chunk with trailers': { sends: `${CHUNKED}2\r\nUP\r\n0\r\nA: b\r\nC: d\r\n\r\n`, verdicts: '++++++' },
  'chunk size with zeros': { sends: `${CHUNKED}0002\r\nUP\r\n000\r\n\r\n`, verdicts: '++++++' },
  'chunk size in capitals': { sends: `${CHUNKED}A\r\nUP        \r\n0\r\n\r\n`, verdicts: '++++++' },
  'blank after a chunk size': { sends: `${CHUNKED}2 \r\nUP\r\n0\r\n\r\n`, verdicts: '++++++' },
  'blank before a chunk size': { sends: `${CHUNKED} 2\r\nUP\r\n0\r\n\r\n`, verdicts: '+--+++' },
  'chunk size with a sign': { sends: `${CHUNKED}-2\r\nUP\r\n0\r\n\r\n`, verdicts: '+--+++' },
  'chunk size of nothing': { sends: `${CHUNKED}\r\nUP\r\n0\r\n\r\n`, verdicts: '+--+++' },
  'chunk size in words': { sends: `${CHUNKED}UP\r\nUP\r\n0\r\n\r\n`, verdicts: '+--+++' },
  'chunk size with 0x': { sends: `${CHUNKED}0x2\r\nUP\r\n0\r\n\r\n`, verdicts: '+--+++' },
  'chunk size beyond all': { sends: `${CHUNKED}fffffffffffffffff\r\nUP\r\n0\r\n\r\n`, verdicts: '+--+++' },
  'CR alone after a chunk size': { sends: `${CHUNKED}2\rUP\r\n0\r\n\r\n`, verdicts: '+--+++' },
  'chunk longer than its size': { sends: `${CHUNKED}2\r\nUPX\r\n0\r\n\r\n`, verdicts: '++-+++' },
  'no last chunk': { sends: `${CHUNKED}2\r\nUP\r\n`, verdicts: '++-+++' },
  'no end after the last chunk': { sends: `${CHUNKED}2\r\nUP\r\n0\r\n`, verdicts: '++-+++' },
  'chunk cut short': { sends: `${CHUNKED}9\r\nUP`, verdicts: '++-+++' },
  'last chunk alone': { sends: `${CHUNKED}0\r\n\r\nUP`, verdicts: '+--+++' },
  'octets after the last chunk': { sends: `${CHUNKED}2\r\nUP\r\n0\r\n\r\nmore`, verdicts: '++++++' },
};

const several: Kinds = {
  '100 first': { sends: `HTTP/1.1 100 Continue\r\n\r\n${good}`, verdicts: '++++++' },
  '100 first with LF alone': { sends: `HTTP/1.1 100 Continue\n\n${good}`, verdicts: '++++++' },
  '103 first': { sends: `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${good}`, verdicts: '++++++' },
  'three of 1xx first': {
    sends: `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(3)}${good}`,
    verdicts: '++++++',
  },
  '100 with a length first': {
    sends: `HTTP/1.1 100 Continue\r\nContent-Length: 2\r\n\r\n${good}`,
    verdicts: '++++++',
  },
  '100 first, and 503': {
    sends: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n',
    verdicts: '------',
  },
  '100 alone': { sends: 'HTTP/1.1 100 Continue\r\n\r\n', verdicts: '------' },
  '101 alone': { sends: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n', verdicts: '-++---' },
  '101 first': { sends: `HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n${good}`, verdicts: '-++-+-' },
  '503 with 200 after it': {
    sends: `HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n${good}`,
    verdicts: '----+-',
  },
  '503 with 200 in its body': { sends: `HTTP/1.1 503 No\r\n\r\n${good}`, verdicts: '-+--+-' },
  '200 with 503 after it': { sends: `${good}HTTP/1.1 503 No\r\n\r\n`, verdicts: '++++++' },
  '200 with another after it': { sends: `${head('Content-Length: 2')}NO${good}`, verdicts: '+--+++' },
  '200 in a folded header of 503': {
    sends: `HTTP/1.1 503 No\r\nA: b\r\n HTTP/1.1 200 OK\r\n\r\nUP`,
    verdicts: '-++-+-',
  },
  'a response after octets': { sends: `X\r\n${good}`, verdicts: '----+-' },
  'endless 1xx': { sends: 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(4000), verdicts: '------' },
};

export const BODIES: Kinds = { ...lengths, ...chunks, ...several };
