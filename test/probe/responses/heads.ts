// Responses whose heads are usual, odd or wrong.
import type { Kinds } from './kinds.js';

const UP = 'Content-Length: 2\r\n\r\nUP';
const OK = 'HTTP/1.1 200 OK\r\n';
const good = `${OK}${UP}`;

/** A head with one more line. */
const withLine = (line: string) => ({ sends: `${OK}${line}\r\n${UP}` });

const startLines: Kinds = {
  usual: { sends: good, verdicts: '++++++' },
  'HTTP/1.0': { sends: 'HTTP/1.0 200 OK\r\n\r\nUP', verdicts: '++++++' },
  'HTTP/1.2': { sends: `HTTP/1.2 200 OK\r\n${UP}`, verdicts: '++++++' },
  'HTTP/1.9': { sends: `HTTP/1.9 200 OK\r\n${UP}`, verdicts: '++++++' },
  'HTTP/1.10': { sends: `HTTP/1.10 200 OK\r\n${UP}`, verdicts: '----+-' },
  'HTTP/0.9 with a head': { sends: `HTTP/0.9 200 OK\r\n${UP}`, verdicts: '----+-' },
  'HTTP/2.0 in letters': { sends: `HTTP/2.0 200 OK\r\n${UP}`, verdicts: '----+-' },
  'HTTP/2 in letters': { sends: `HTTP/2 200 OK\r\n${UP}`, verdicts: '----+-' },
  'http/1.1 in small letters': { sends: `http/1.1 200 OK\r\n${UP}`, verdicts: '----+-' },
  'HTTP/0.9': { sends: '<html>UP</html>', verdicts: '----+-' },
  ICY: { sends: `ICY 200 OK\r\n${UP}`, verdicts: '----+-' },
  RTSP: { sends: `RTSP/1.0 200 OK\r\n${UP}`, verdicts: '----+-' },
  SSH: { sends: 'SSH-2.0-OpenSSH_9.2 UP\r\n', verdicts: '----+-' },
  SMTP: { sends: '220 mail.test ESMTP UP\r\n', verdicts: '----+-' },
  'no reason, with its space': { sends: `HTTP/1.1 200 \r\n${UP}`, verdicts: '++++++' },
  'no reason and no space': { sends: `HTTP/1.1 200\r\n${UP}`, verdicts: '++++++' },
  'reason in Latin-1': { sends: `HTTP/1.1 200 D'accord \xe9\r\n${UP}`, verdicts: '++++++' },
  'reason with a tab': { sends: `HTTP/1.1 200 A\tB\r\n${UP}`, verdicts: '++++++' },
  'reason with NUL': { sends: `HTTP/1.1 200 A\0B\r\n${UP}`, verdicts: '++++++' },
  'two spaces before the status': { sends: `HTTP/1.1  200 OK\r\n${UP}`, verdicts: '++++++' },
  'tab before the status': { sends: `HTTP/1.1\t200 OK\r\n${UP}`, verdicts: '++++++' },
  'no status': { sends: `HTTP/1.1\r\n${UP}`, verdicts: '----+-' },
  'status of two digits': { sends: `HTTP/1.1 20 OK\r\n${UP}`, verdicts: '----+-' },
  'status of four digits': { sends: `HTTP/1.1 2000 OK\r\n${UP}`, verdicts: '----+-' },
  'status in letters': { sends: `HTTP/1.1 OK\r\n${UP}`, verdicts: '----+-' },
  'status with a letter': { sends: `HTTP/1.1 20x OK\r\n${UP}`, verdicts: '----+-' },
  'status 000': { sends: `HTTP/1.1 000 OK\r\n${UP}`, verdicts: '----+-' },
  'status 099': { sends: `HTTP/1.1 099 OK\r\n${UP}`, verdicts: '----+-' },
  'status 600': { sends: `HTTP/1.1 600 OK\r\n${UP}`, verdicts: '----+-' },
  'empty line first': { sends: `\r\n${good}`, verdicts: '++++++' },
  'LF first': { sends: `\n${good}`, verdicts: '++++++' },
  'two empty lines first': { sends: `\r\n\r\n${good}`, verdicts: '++++++' },
  'space first': { sends: ` ${good}`, verdicts: '----+-' },
  'CR alone after the status line': { sends: `HTTP/1.1 200 OK\r${UP}`, verdicts: '----+-' },
};

const statuses: Kinds = Object.fromEntries(
  [204, 205, 301, 302, 304, 399, 400, 401, 404, 429, 500, 503].map(status => {
    const isUp = status < 400;
    return [
      `status ${status}`,
      {
        sends: `HTTP/1.1 ${status} X\r\n${status === 204 || status === 304 ? '\r\n' : UP}`,
        verdicts: `${isUp ? '+' : '-'}${status === 204 || status === 304 ? '--' : '++'}${isUp ? '+' : '-'}${status === 204 || status === 304 ? '-' : '+'}${isUp ? '+' : '-'}`,
      },
    ];
  }),
);

const lineEnds: Kinds = {
  'LF alone everywhere': { sends: 'HTTP/1.1 200 OK\nContent-Length: 2\n\nUP', verdicts: '++++++' },
  'LF alone, and no header': { sends: 'HTTP/1.1 200 OK\n\nUP', verdicts: '++++++' },
  'LF alone after the status line': { sends: `HTTP/1.1 200 OK\n${UP}`, verdicts: '++++++' },
  'LF alone after a header': { sends: `${OK}A: b\nContent-Length: 2\n\r\nUP`, verdicts: '++++++' },
  'LF alone at the end of the head': { sends: `${OK}Content-Length: 2\r\n\nUP`, verdicts: '++++++' },
  'two CR before LF': { sends: `${OK}A: b\r\r\n${UP}`, verdicts: '----+-' },
  'folded line': { sends: `${OK}A: b\r\n c\r\n${UP}`, verdicts: '++++++' },
  'folded line with a tab': { sends: `${OK}A: b\r\n\tc\r\n${UP}`, verdicts: '++++++' },
  'folded line with LF alone': { sends: `${OK}A: b\n c\n${UP}`, verdicts: '++++++' },
  'folded length': { sends: `${OK}Content-Length:\r\n 2\r\n\r\nUP`, verdicts: '++++++' },
  'folded line of blanks': { sends: `${OK}A: b\r\n  \r\n${UP}`, verdicts: '++++++' },
  'folded line first': { sends: `${OK} A: b\r\n${UP}`, verdicts: '----+-' },
};

const fields: Kinds = {
  'no header': { sends: `${OK}\r\nUP`, verdicts: '++++++' },
  'header in Latin-1': { ...withLine('A: \xe9'), verdicts: '++++++' },
  'header without a value': { ...withLine('A:'), verdicts: '++++++' },
  'header without a blank': { ...withLine('A:b'), verdicts: '++++++' },
  'header with a tab': { ...withLine('A:\tb\t'), verdicts: '++++++' },
  'blank before the colon': { ...withLine('A : b'), verdicts: '----+-' },
  'header without a colon': { ...withLine('nonsense'), verdicts: '----+-' },
  'header without a name': { ...withLine(': b'), verdicts: '----+-' },
  'name with a blank': { ...withLine('A B: c'), verdicts: '----+-' },
  'name in Latin-1': { ...withLine('\xe9: c'), verdicts: '----+-' },
  'name with a bracket': { ...withLine('A(b): c'), verdicts: '----+-' },
  'NUL in a header': { ...withLine('A: b\0c'), verdicts: '++++++' },
  'control character in a header': { ...withLine('A: b\x01c'), verdicts: '++++++' },
  'CR alone in a header': { ...withLine('A: b\rc'), verdicts: '----+-' },
  'header of 10 KiB': { ...withLine(`A: ${'x'.repeat(10_240)}`), verdicts: '++++++' },
  'header of 20 KiB': { ...withLine(`A: ${'x'.repeat(20_480)}`), verdicts: '----+-' },
  '90 headers': { ...withLine(Array(88).fill('A: b').join('\r\n')), verdicts: '++++++' },
  '200 headers': { ...withLine(Array(200).fill('A: b').join('\r\n')), verdicts: '++++++' },
  'head cut after the status line': { sends: OK, verdicts: '------' },
  'head cut in a header': { sends: `${OK}Content-Len`, verdicts: '------' },
  'half a status line': { sends: 'HTTP/1.1 2', verdicts: '------' },
  nothing: { sends: '', verdicts: '------' },
  'a reset': { sends: '', after: 'resets', verdicts: '------' },
  'octet by octet': { sends: [...good], verdicts: '++++++' },
};

export const HEADS: Kinds = { ...startLines, ...statuses, ...lineEnds, ...fields };
