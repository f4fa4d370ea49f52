// How a backend can send without end: what it sends at first, and then again and again.

export const ENDLESS = {
  continue: ['', 'HTTP/1.1 100 Continue\r\n\r\n'],
  extensions: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;', 'extension=1234567;'],
  headers: ['HTTP/1.1 200 OK\r\n', 'X-Filler: 0123456789\r\n'],
  body: ['HTTP/1.1 200 OK\r\n\r\n', '0123456789abcdef'],
} as const;

export type Endless = keyof typeof ENDLESS;
export const ENDLESS_KINDS = Object.keys(ENDLESS) as Endless[];
