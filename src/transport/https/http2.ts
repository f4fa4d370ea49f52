// HTTP/2 (RFC 9113) on connections that are handed over: node's sessions, with narrow limits.
import {
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { RequestHead } from './dns-request.js';
import type { HttpEvents, HttpExchange, HttpSession, ReplyFields } from './http-exchange.js';
import { MAX_HEAD, MAX_REQUESTS } from './https-limits.js';

const { NGHTTP2_NO_ERROR, NGHTTP2_ENHANCE_YOUR_CALM } = constants;

const OPTIONS: ServerOptions & { readonly streamResetBurst: number; readonly streamResetRate: number } = {
  // Megabytes: beyond, streams are refused.
  maxSessionMemory: 2,
  maxSettings: 16,
  maxHeaderListPairs: 64,
  maxOutstandingPings: 1,
  maxSessionInvalidFrames: 20,
  maxSessionRejectedStreams: 100,
  // Newer versions of node take these; the older ones have limits of their own.
  streamResetBurst: 200,
  streamResetRate: 20,
  settings: { enablePush: false, maxConcurrentStreams: MAX_REQUESTS, maxHeaderListSize: MAX_HEAD },
};

class Http2Exchange implements HttpExchange {
  readonly head: RequestHead;
  readonly content: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.content = stream;
    this.head = {
      method: headers[':method'] ?? '',
      target: headers[':path'] ?? '',
      contentType: headers['content-type'],
      contentLength: headers['content-length'],
    };
  }

  get isWhole(): boolean {
    return this.content.endAfterHeaders || this.content.readableEnded;
  }

  reply(status: number, fields: ReplyFields, content: Buffer): void {
    const stream = this.content;
    if (stream.destroyed || stream.closed) return;
    stream.respond({ ':status': status, ...fields });
    if (this.head.method === 'HEAD') stream.end();
    else stream.end(content);
    // An early reply: the rest is not wanted (RFC 9113 §8.1).
    if (!this.isWhole) stream.close(NGHTTP2_NO_ERROR);
  }

  onOver(over: (isCancelled: boolean) => void): void {
    const stream = this.content;
    stream.on('close', () => over(stream.aborted));
  }
}

/** Takes connections on which the client speaks HTTP/2. */
export class Http2Sessions {
  readonly #server = createServer(OPTIONS);

  /** Reads a connection from now on. */
  take(socket: Socket, events: HttpEvents): HttpSession {
    let session: ServerHttp2Session | undefined;
    this.#server.once('session', begun => {
      session = begun;
      listen(begun, events);
    });
    // Where node accepts connections by itself, it notes so that the handshake is over. The session is there at once.
    Object.assign(socket, { secureConnecting: false });
    this.#server.emit('connection', socket);
    return {
      drain: () => session?.close(),
      destroy: () => {
        session?.destroy(undefined, NGHTTP2_ENHANCE_YOUR_CALM);
        // A session that has been told to close waits for its client to close, however long.
        socket.destroy();
      },
    };
  }
}

/** The same for all streams, of which there are many. */
function destroy(this: ServerHttp2Stream): void {
  this.destroy();
}

function listen(session: ServerHttp2Session, events: HttpEvents): void {
  session.on('stream', (stream, headers) => {
    stream.on('error', destroy);
    events.begin(new Http2Exchange(stream, headers));
  });
  session.on('ping', () => events.nuisance());
  session.on('remoteSettings', () => events.nuisance());
  session.on('error', () => session.destroy());
}
