// What deploy/ has for systemd, containers and Kubernetes: as safe as it says, and right where it can be read without a cluster.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { loadConfig } from '../src/config/load.js';
import { renderProblem } from '../src/source/render.js';
import { ROOT } from './support/markdown.js';
import { finish } from './support/processes.js';
import { needs, program } from './support/programs.js';
import { TempFolder } from './support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const deploy = (name: string) => join(ROOT, 'deploy', name);

function errorsIn(configFile: string): string[] {
  const { problems } = loadConfig({ configFile, overrides: {} });
  return problems.list.filter(({ severity }) => severity === 'error').map(problem => renderProblem(problem));
}

test('the service has few rights', async context => {
  context.skip(...needs('systemd-analyze'));
  const unit = deploy('systemd/rondo.service');
  const { stdout } = await finish(program('systemd-analyze')!, [
    'security',
    '--offline=true',
    '--no-pager',
    unit,
  ]);
  const [, exposure] = /Overall exposure level for rondo\.service: ([\d.]+)/.exec(stdout) ?? [];
  expect(Number(exposure)).toBeLessThanOrEqual(2.0);
});

test('systemd understands the units', async context => {
  context.skip(...needs('systemd-analyze'));
  // Its program is looked for, and so is its page.
  const text = readFileSync(deploy('systemd/rondo.service'), 'utf8');
  const plain = text.replaceAll('/usr/bin/rondo', process.execPath).replace(/^Documentation=.*\n/m, '');
  const units = [
    folder.write('rondo.service', plain),
    folder.write('rondo.socket', readFileSync(deploy('systemd/rondo.socket'))),
  ];
  const { stdout, stderr } = await finish(program('systemd-analyze')!, ['verify', ...units]);
  expect((stdout + stderr).split('\n').filter(line => line.includes('rondo.'))).toEqual([]);
});

test('the configuration of compose.yaml is right, and its backends have the addresses of the zone', () => {
  expect(errorsIn(deploy('lesson/rondo.yaml'))).toEqual([]);
  const { services } = parse(readFileSync(deploy('compose.yaml'), 'utf8'));
  const zone = readFileSync(deploy('lesson/zones/my-awesome-highload-app.local.yaml'), 'utf8');
  const { members } = parse(zone).pools['@'];
  const addresses = [services.backend1, services.backend2].map(each => each.networks.lesson.ipv4_address);
  expect(addresses).toEqual(members);
});

test('the configuration in kubernetes.yaml is right, and its ports are those of the pods', () => {
  const documents = parseAllDocuments(readFileSync(deploy('kubernetes.yaml'), 'utf8')).map(each =>
    each.toJS(),
  );
  const [{ data }, { spec }, service] = documents;
  for (const [name, text] of Object.entries(data as Record<string, string>)) folder.write(name, text);
  expect(errorsIn(folder.at('rondo.yaml'))).toEqual([]);

  const config = parse(data['rondo.yaml']);
  const [{ ports, readinessProbe, livenessProbe }] = spec.template.spec.containers;
  const portOf = (name: string) =>
    (ports as { name: string; containerPort: number }[]).find(each => each.name === name)?.containerPort;
  expect([portOf('dns'), portOf('dns-tcp'), portOf('admin')].map(port => `0.0.0.0:${port}`)).toEqual([
    config.listen,
    config.listen,
    config.admin,
  ]);
  expect([readinessProbe.httpGet.port, livenessProbe.httpGet.port]).toEqual(['admin', 'admin']);
  expect(service.spec.ports.map((each: { targetPort: string }) => each.targetPort)).toEqual([
    'dns',
    'dns-tcp',
  ]);
});
