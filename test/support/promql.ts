// Expressions of PromQL in tests: which metrics and labels they name.

/** A metric in an expression, with the labels that it is selected by. */
interface Selected {
  readonly name: string;
  readonly labels: readonly string[];
}

const METRIC = /\b(rondo_\w+|process_\w+|nodejs_\w+|up\b)(?:\{([^}]*)\})?/g;
const LABEL = /(\w+)\s*(?:=~|!~|!=|=)\s*"/g;
const GROUPED = /\b(?:by|on)\s*\(([^)]*)\)/g;

/** The metrics of a server in an expression; a recorded series, whose name holds a colon, is none. */
export function metricsIn(expr: string): Selected[] {
  const plain = expr.replace(/\b\w+:\w+(?::\w+)*/g, '');
  return [...plain.matchAll(METRIC)].map(([, name, labels = '']) => ({
    name,
    labels: [...labels.matchAll(LABEL)].map(match => match[1]),
  }));
}

/** The recorded series in an expression. */
export function recordedIn(expr: string): string[] {
  return expr.match(/\b\w+:\w+(?::\w+)+/g) ?? [];
}

/** The labels that an expression groups or joins by. */
export function groupedBy(expr: string): string[] {
  return [...expr.matchAll(GROUPED)].flatMap(([, names]) => names.split(',').map(name => name.trim()));
}

/** An expression of a dashboard as Grafana would send it, with the usual range for rates. */
export function withoutVariables(expr: string): string {
  return expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*');
}
