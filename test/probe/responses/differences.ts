// Where verdicts differ from those of HAProxy 2.6, and why that is meant.

export interface Difference {
  readonly why: string;
  /** The verdicts of HAProxy, by the kind. */
  readonly haproxy: Readonly<Record<string, string>>;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    why: 'another protocol, or another major version of HTTP, says nothing that HTTP/1.1 can be asked for',
    haproxy: { 'HTTP/0.9 with a head': '++++++', 'HTTP/2.0 in letters': '++++++', RTSP: '++++++' },
  },
  {
    why: 'a status has three digits and is from 100 to 599 (RFC 9110 §15); all else is out of every range',
    haproxy: {
      'status of two digits': '-++-+-',
      'status of four digits': '-++-+-',
      'status 000': '-++-+-',
      'status 099': '-++-+-',
      'status 600': '-++-+-',
    },
  },
  {
    why: 'a response of 1xx is not the one that was asked for (RFC 9110 §15.2); HAProxy takes it for that',
    haproxy: {
      '100 first': '-++-+-',
      '100 first with LF alone': '-++-+-',
      '103 first': '-++-+-',
      'three of 1xx first': '-++-+-',
      '100 with a length first': '-++-+-',
    },
  },
  {
    why: 'what follows 101 is another protocol, so that no text is sought in it',
    haproxy: { '101 alone': '------', '101 first': '-+--+-' },
  },
  {
    why: 'a pattern is tried on the whole body, so that $ is its end; HAProxy tries it on what has come so far',
    haproxy: {
      'body cut short': '++++++',
      'body cut by a reset': '++++++',
      'body that goes on': '++++++',
      'no length, and stays': '++++++',
      'no last chunk': '++++++',
      'no end after the last chunk': '++++++',
      'chunk cut short': '++++++',
    },
  },
  {
    why: 'without a text the verdict is known at the end of the head, and with one as soon as that has come',
    haproxy: {
      'blank before a chunk size': '---++-',
      'chunk size with a sign': '---++-',
      'chunk size of nothing': '---++-',
      'chunk size in words': '---++-',
      'chunk size with 0x': '---++-',
      'chunk size beyond all': '---++-',
      'CR alone after a chunk size': '---++-',
      'chunk longer than its size': '---++-',
    },
  },
  {
    why: 'another coding than chunked says nothing against a server, and RFC 9112 §6.3 says where its body ends',
    haproxy: {
      'chunked after gzip': '----+-',
      'chunked on a second line': '----+-',
      'coding gzip alone': '----+-',
      'coding identity': '----+-',
      'coding identity and a length': '----+-',
      'coding unknown': '----+-',
    },
  },
  {
    why: 'up to 256 lines of a header and 64 KiB of a reply are read; HAProxy reads 101 and 16 KiB as shipped',
    haproxy: { '200 headers': '----+-', 'header of 20 KiB': '------', 'text at 40 KiB': '+--+-+' },
  },
];
