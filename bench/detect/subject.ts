// The servers whose time to detection is measured, each with its settings.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, writeInto } from '../peers/peer.js';
import { dnsLook, haproxyLook, type Look } from './watcher.js';

/** Where the backends are. */
export interface Place {
  readonly folder: string;
  /** Port of the server. */
  readonly port: number;
  readonly count: number;
  /** Port of all backends. */
  readonly backendPort: number;
}

/** A server with its settings. */
export interface Subject {
  readonly name: string;
  /** Time between probes, failures in a row, time limit, as people say it. */
  readonly settings: string;
  prepare(place: Place): Command;
  open(place: Place): { readonly look: Look; close(): void };
}

const ORIGIN = 'detect.test';
export const STEADY = '127.0.0.1';
export const addressOf = (number: number) => `127.0.1.${number + 1}`;
const nameOf = (number: number) => `b${number}.${ORIGIN}`;
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const openDns = ({ port }: Place) => dnsLook(port, nameOf, addressOf);

function rondo(name: string, settings: string, keys: string): Subject {
  return {
    name,
    settings,
    prepare({ folder, port, count, backendPort }) {
      const pools = numbers(count).map(
        number =>
          `  b${number}: { probe: { http: /, port: ${backendPort}${keys} }, members: [${STEADY}, ${addressOf(number)}] }\n`,
      );
      writeInto(folder, 'detect.yaml', `zone: ${ORIGIN}\npools:\n${pools.join('')}`);
      const config = `listen: [127.0.0.1:${port}]\nzones: [detect.yaml]\nforward: off\ncontrol: off\nlog: { level: warn }\n`;
      return [process.execPath, 'dist/main.js', 'serve', '--config', writeInto(folder, 'rondo.yaml', config)];
    },
    open: openDns,
  };
}

function haproxy(name: string, settings: string, check: string, limit: string): Subject {
  return {
    name,
    settings,
    prepare({ folder, port, count, backendPort }) {
      const pools = numbers(count).map(
        number => `backend b${number}
  option httpchk GET /
  server steady ${STEADY}:${backendPort} check ${check}
  server moving ${addressOf(number)}:${backendPort} check ${check}
`,
      );
      const text = `global
  stats socket ${folder}/stats level admin
  nbthread 1
defaults
  mode http
  timeout connect ${limit}
  timeout check ${limit}
  timeout client 5s
  timeout server 5s
frontend all
  bind 127.0.0.1:${port}
  default_backend b0
${pools.join('')}`;
      return ['haproxy', '-db', '-f', writeInto(folder, 'haproxy.cfg', text)];
    },
    open: ({ folder }) => haproxyLook(join(folder, 'stats')),
  };
}

function gdnsd(name: string, settings: string, keys: string): Subject {
  return {
    name,
    settings,
    prepare({ folder, port, count, backendPort }) {
      for (const part of ['zones', 'run', 'state']) mkdirSync(join(folder, part), { recursive: true });
      const pools = numbers(count).map(
        number =>
          `    b${number} => { up_thresh => 0.1, service_types => web, one => ${STEADY}, two => ${addressOf(number)} }\n`,
      );
      writeInto(
        folder,
        'config',
        `options => { listen => 127.0.0.1, dns_port => ${port}, run_dir => ${folder}/run, state_dir => ${folder}/state }
service_types => { web => { plugin => http_status, port => ${backendPort}${keys} } }
plugins => { multifo => {
${pools.join('')}} }
`,
      );
      const records = numbers(count).map(number => `b${number} 0 DYNA multifo!b${number}\n`);
      const apex = '$TTL 60\n@ SOA ns hostmaster 1 3600 600 604800 60\n@ NS ns\nns A 127.0.0.1\n';
      writeInto(join(folder, 'zones'), ORIGIN, apex + records.join(''));
      return ['gdnsd', '-c', folder, 'start'];
    },
    open: openDns,
  };
}

/** All of them. */
export const SUBJECTS: readonly Subject[] = [
  rondo('rondo', 'as shipped: 1 s, 2, 1 s, then every 200 ms', ''),
  rondo('rondo-fast', '200 ms, 2, 200 ms', ', interval: 200ms, fast: 200ms, fall: 2, timeout: 200ms'),
  haproxy('haproxy', 'as shipped: 2 s, 3, 2 s', '', '2s'),
  haproxy(
    'haproxy-same',
    'as rondo: 1 s, 2, 1 s, then every 200 ms',
    'inter 1s fastinter 200ms fall 2 rise 2',
    '1s',
  ),
  haproxy('haproxy-fast', '200 ms, 2, 200 ms', 'inter 200ms fall 2 rise 2', '200ms'),
  gdnsd(
    'gdnsd-fast',
    '2 s, 2, 1 s: its shortest with a time limit of 1 s',
    ', interval => 2, timeout => 1, down_thresh => 2, up_thresh => 2, ok_thresh => 2',
  ),
];
