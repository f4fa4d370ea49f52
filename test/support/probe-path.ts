// Where the schemas of zones and rondo.yaml have the keys of a probe.

const PLACES =
  /^(?:(?:health\.)?probes|health(?:\.also)?|pools(?:\.members)?\.probe|pools\.members\.also)\.(.*)/;

/** Whether a path such as `health.probes.tcp` leads to a key of a probe, or below it. */
export function isKeyOfProbe(path: string, key: string): boolean {
  const [, below = ''] = PLACES.exec(path) ?? [];
  return `${below}.`.startsWith(`${key}.`);
}
