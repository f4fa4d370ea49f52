// gdnsd: one thread for UDP and one for TCP, the same zone files.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Peer, writeInto } from './peer.js';

export const gdnsd: Peer = {
  name: 'gdnsd',
  works: 'abcdgh',
  prepare(folder, port, { zones }) {
    for (const part of ['zones', 'run', 'state']) mkdirSync(join(folder, part), { recursive: true });
    for (const origin of zones.origins)
      symlinkSync(join(zones.folder, `${origin}.zone`), join(folder, 'zones', origin));
    const text = `options => {
  listen => 127.0.0.1
  dns_port => ${port}
  run_dir => ${folder}/run
  state_dir => ${folder}/state
  udp_threads => 1
  tcp_threads => 1
}
`;
    writeInto(folder, 'config', text);
    return ['gdnsd', '-c', folder, 'start'];
  },
};
