// A transport that was asked for by name must be the one that is used.
import type { Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { LoadOptions } from './loaded.js';
import { reportAt, reportFlag } from './report.js';
import type { ConfigInput } from './schema.js';

/** Reports where the batch transport was asked for on a machine that has none. */
export function checkTransport(
  wanted: ConfigInput['transport'],
  { overrides, batchObstacle }: LoadOptions,
  document: YamlDocument | undefined,
  problems: Problems,
): void {
  const obstacle = wanted === 'batch' ? batchObstacle : undefined;
  if (obstacle === undefined) return;
  const isInFile = overrides.transport === undefined && document !== undefined;
  const report = isInFile ? reportAt(document, ['transport']) : reportFlag(problems, '--transport', 'batch');
  report('error', `there is no batch transport here: ${obstacle}`, 'use auto or dgram');
}
