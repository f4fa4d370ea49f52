// One request to a server over its admin address or its control socket.
import { type IncomingMessage, request } from 'node:http';
import type { Site } from './site.js';

/** What is asked for. */
export interface Asked {
  /** The target of a GET; that of a POST when there is a body. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether it goes to the admin address, as a browser's would; else to the control socket, which has no rates and asks for no token. */
  readonly isOfPage?: boolean;
}

const LIMIT_MS = 60_000;

function placeOf({ adminPort, socket }: Site, isOfPage: boolean) {
  if (isOfPage) return { host: '127.0.0.1', port: adminPort };
  return { socketPath: socket, headers: { host: 'rondo' } };
}

/** Resolves with the reply as soon as its head is there. */
export function open(site: Site, { path, body, isOfPage = false }: Asked): Promise<IncomingMessage> {
  const { headers, ...place } = { headers: {}, ...placeOf(site, isOfPage) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...place,
        ...{ path, method: body === undefined ? 'GET' : 'POST', agent: false, timeout: LIMIT_MS },
        headers: { ...headers, ...type },
      },
      resolve,
    );
    asked.on('timeout', () => asked.destroy(new Error(`no reply to ${path.slice(0, 80)}`)));
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The whole reply. */
export interface Reply {
  readonly status: number;
  readonly octets: number;
  readonly text: string;
}

export async function fetchWhole(site: Site, asked: Asked): Promise<Reply> {
  const response = await open(site, asked);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  return { status: response.statusCode ?? 0, octets: all.length, text: all.toString() };
}
