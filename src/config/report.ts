// Where a problem of a setting is reported: in rondo.yaml, or on the command line.
import type { Mapping } from '../source/mapping.js';
import type { Problems, Severity } from '../source/problem.js';
import type { YamlDocument, YamlPath, YamlRemark } from '../source/yaml-document.js';

/** Reports a problem at the place of one setting. */
export type Report = (severity: Severity, message: string, hint?: string) => void;

/** Reports at a path of a document. */
export function reportAt(document: YamlDocument, path: YamlPath, at: YamlRemark['at'] = 'value'): Report {
  return (severity, message, hint) => {
    const remark = hint === undefined ? { at } : { at, hint };
    if (severity === 'error') document.error(path, message, remark);
    else document.warning(path, message, remark);
  };
}

/** The path of one value of a key at the top that has a list of them, or one by itself. */
export function itemPath(
  { data }: Pick<YamlDocument, 'data'>,
  key: string,
  index: number,
): readonly (string | number)[] {
  return Array.isArray((data as Mapping | null)?.[key]) ? [key, index] : [key];
}

/** Reports under the name of a command-line flag, with its value as the source line. */
export function reportFlag(problems: Problems, flag: string, value: string): Report {
  const place = { file: flag, line: 1, column: 1 };
  return (severity, message, hint) =>
    problems.add({
      severity,
      place,
      message,
      sourceLine: value,
      width: Math.max(1, value.length),
      ...(hint === undefined ? {} : { hint }),
    });
}

/** Whether a problem stands on the command line. */
export function isFlag(file: string): boolean {
  return file.startsWith('--');
}
