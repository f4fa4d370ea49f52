// A real gdnsd for tests, whose probes are files that a test writes.
import { onTestFinished } from 'vitest';
import { ask, until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import type { TempFolder } from '../support/temp-folder.js';

export interface GdnsdFiles {
  /** The sections `service_types` and `plugins`. */
  readonly config: string;
  /** Records of example.org, besides SOA and NS. */
  readonly records: string;
}

/** Starts gdnsd until the test ends, and waits until it answers for example.org. @returns its port */
export async function startGdnsd(folder: TempFolder, { config, records }: GdnsdFiles): Promise<number> {
  const port = await quietPort();
  const folders = `run_dir => ${folder.at('run')}, state_dir => ${folder.at('state')}`;
  folder.write('gdnsd/config', `options => { listen => 127.0.0.1:${port}, ${folders} }\n${config}`);
  folder.write('run/x', '');
  folder.write('state/x', '');
  const head = '@ 60 SOA ns1 hostmaster 1 3600 600 604800 300\n@ 60 NS ns1\nns1 60 A 192.0.2.53\n';
  folder.write('gdnsd/zones/example.org', `${head}${records}`);
  const gdnsd = start(program('gdnsd')!, ['-c', folder.at('gdnsd'), 'start']);
  onTestFinished(async () => {
    await gdnsd.stop('SIGKILL');
  });
  await gdnsd.says(/DNS listeners started|handling requests/);
  await until(
    async () => (await ask(port, 'example.org SOA')).rcode,
    rcode => rcode === 0,
  );
  return port;
}
