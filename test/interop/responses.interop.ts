// Verdicts on responses of HTTP backends beside those of HAProxy 2.6: each is as the table has it.
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DIFFERENCES } from '../probe/responses/differences.js';
import { CHECKS, type Check } from '../probe/responses/kinds.js';
import { NAMES, RESPONSES, type Site, site } from '../probe/responses/site.js';
import { until } from '../support/ask.js';

import { start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';

const POLL_MS = 500;

/** The lines of a backend that probes the path so. */
function linesOf(check: Check, path: string): string[] {
  const send = (method: string) =>
    `http-check send meth ${method} uri ${path} ver HTTP/1.1 hdr Host app.test`;
  switch (check) {
    case 'status':
      return ['option httpchk', send('GET')];
    case 'head':
      return ['option httpchk', send('HEAD')];
    case 'tls':
      return ['option httpchk', send('GET')];
    case 'text':
      return ['option httpchk', send('GET'), 'http-check expect string UP'];
    case 'pattern':
      return ['option httpchk', send('GET'), 'http-check expect rstring ^[[:space:]]*UP[[:space:]]*$'];
    case 'tcp':
      return [
        'option tcp-check',
        'tcp-check connect',
        `tcp-check send GET\\ ${path}\\ HTTP/1.1\\r\\n\\r\\n`,
        'tcp-check expect string UP',
      ];
  }
}

function configuration({ plain, secure }: Site, socket: string): string {
  const backends = NAMES.flatMap((_, kind) =>
    CHECKS.map(check => {
      const { port } = check === 'tls' ? secure : plain;
      const tls = check === 'tls' ? ' check-ssl verify none' : '';
      return `backend ${check}-${kind}
  ${linesOf(check, `/${kind}`).join('\n  ')}
  server one 127.0.0.1:${port} check inter 1h rise 1 fall 1${tls}
`;
    }),
  );
  return `global
  stats socket ${socket}
  max-spread-checks 1s
  log stderr format raw daemon
defaults
  mode http
  timeout connect 5s
  timeout check 3s
  timeout client 5s
  timeout server 5s
${backends.join('')}`;
}

/** What HAProxy's socket answers to a command. */
function ask(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    connect(socket, function (this: ReturnType<typeof connect>) {
      this.end(`${command}\n`);
    })
      .on('data', data => {
        text += data;
      })
      .on('error', reject)
      .on('close', () => resolve(text));
  });
}

/** The state and the result of each check, by the name of its backend; empty until all are there. */
async function results(socket: string): Promise<Map<string, string>> {
  const text = await ask(socket, 'show stat -1 4 -1').catch(() => '');
  const [head = '', ...rows] = text.replace(/^# /, '').trim().split('\n');
  const names = head.split(',');
  const places = ['pxname', 'status', 'check_status', 'last_chk'].map(name => names.indexOf(name));
  return new Map(
    rows.map(row => {
      const columns = row.split(',');
      const [backend, ...words] = places.map(place => columns[place]);
      return [backend, words.join(' ')];
    }),
  );
}

const known = new Map(DIFFERENCES.flatMap(({ haproxy }) => Object.entries(haproxy)));

test.skipIf(needs('haproxy')[0])(
  'verdicts on responses are those that the table has of HAProxy',
  async () => {
    const folder = new TempFolder();
    const socket = folder.at('haproxy.sock');
    folder.write('haproxy.cfg', configuration(await site(), socket));
    const haproxy = start(program('haproxy')!, ['-db', '-f', folder.at('haproxy.cfg')]);
    try {
      const found = await until(
        async () => {
          // The backends are in this process, and come first.
          await pause(POLL_MS);
          return results(socket);
        },
        map =>
          map.size === NAMES.length * CHECKS.length &&
          ![...map.values()].some(text => /INI| \* /.test(text) || /^(UP|DOWN) \d+\/\d+/.test(text)),
      );
      const signs = (kind: number) =>
        CHECKS.map(check => (found.get(`${check}-${kind}`)?.startsWith('UP') ? '+' : '-')).join('');
      expect(NAMES.map((name, kind) => `${name} ${signs(kind)}`)).toEqual(
        NAMES.map(name => `${name} ${known.get(name) ?? RESPONSES[name].verdicts}`),
      );
    } finally {
      await haproxy.stop();
      folder.remove();
    }
  },
);
