// The API of a server in the process of a test, asked through a control socket.
import { type IncomingHttpHeaders, request } from 'node:http';
import { ControlServer } from '../../src/api/control-server.js';
import { OwnServer } from './controlled-server.js';
import { TempFolder } from './temp-folder.js';

const POOLS = `zone: pool.example
pools:
  app:
    slow-start: 1m
    probe: { tcp: 80 }
    members: [{ address: 127.0.0.1, tags: rack1 }, 127.0.0.2, { address: 127.0.0.3, backup: true }]
  both:
    probe: { tcp: 80, track: app A }
    members: [{ addresses: [127.0.0.1, "::1"] }, 127.0.0.2]
  away:
    probe: { tcp: 80 }
    members: [{ target: one.elsewhere.example., address: 127.0.0.1 }]
`;

/** A zone without a pool. */
export const PLAIN = '@ SOA ns hostmaster 1 3600 600 604800 5\n@ NS ns\nns A 192.0.2.53\nwww TXT "a;b"\n';

const CONFIG =
  'forward: [{ domain: up.example, to: 127.0.0.1:9 }]\nzones: [pool.example.yaml, plain.example.zone]\n';

export interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface ServedApi {
  readonly folder: TempFolder;
  readonly server: OwnServer;
  readonly socketPath: string;
  /** @param body an object is sent as JSON, a buffer as it stands */
  ask(method: string, path: string, body?: string | object): Promise<Reply>;
  stop(): Promise<void>;
}

/** Serves pools of which one member is drained, and a zone of plain records. */
export async function serveApi(): Promise<ServedApi> {
  const folder = new TempFolder();
  folder.write('pool.example.yaml', POOLS);
  folder.write('plain.example.zone', PLAIN);
  const server = await new OwnServer(folder.write('rondo.yaml', CONFIG)).start();
  const control = new ControlServer(server, server.log, 64);
  const socketPath = folder.at('control.sock');
  await control.listen(socketPath);
  server.operator.carryOut({
    members: ['127.0.0.1'],
    state: 'drain',
    forMs: 3_600_000,
    reason: 'new kernel',
  });
  return {
    ...{ folder, server, socketPath },
    ask: (method, path, body) => ask({ socketPath, method, path }, body),
    async stop() {
      control.close();
      await server.stop();
      folder.remove();
    },
  };
}

function ask(
  to: { readonly socketPath: string; readonly method: string; readonly path: string },
  body: string | object | undefined,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...to, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject);
    // A reply may come before the whole request was sent, which is then no failure.
    sent.on('socket', socket => socket.on('error', () => undefined));
    sent.end(typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body);
  });
}
