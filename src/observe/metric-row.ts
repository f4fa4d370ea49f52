// One metric as a row of a table: name, help, labels, and where its values come from at the moment of asking.
import type { Metric, Registry } from 'prom-client';
import { Counter, Gauge } from './prom-client.js';

/** Takes one value, under values of the labels in their order. */
type Put = (value: number, ...labels: readonly string[]) => void;

/** What a row consists of: `values` puts all values of the metric, or gives back the only one. */
type Row<Sources> = readonly [
  name: string,
  help: string,
  labels: readonly string[],
  values: (sources: Sources, put: Put) => number | undefined,
];

/** Makes the metric that reads from the sources. */
export type MetricRow<Sources> = (sources: Sources) => Metric;

function labelled(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/** A count since the start; values that are put under the same labels are added up. */
export function counter<Sources>(...[name, help, labels, values]: Row<Sources>): MetricRow<Sources> {
  return sources =>
    new Counter({
      name,
      help,
      labelNames: labels,
      registers: [],
      collect() {
        this.reset();
        const only = values(sources, (value, ...texts) => this.inc(labelled(labels, texts), value));
        if (only !== undefined) this.inc(only);
      },
    });
}

/** What is so at the moment. */
export function gauge<Sources>(...[name, help, labels, values]: Row<Sources>): MetricRow<Sources> {
  return sources =>
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [],
      collect() {
        this.reset();
        // What has no labels would be 0 until it is put, and not absent.
        if (labels.length === 0) this.remove();
        const only = values(sources, (value, ...texts) => this.set(labelled(labels, texts), value));
        if (only !== undefined) this.set(only);
      },
    });
}

/** Makes a row with a value for each of several things; they are told apart by one label. */
export type RowOfEach<Sources, Sample> = (
  make: typeof gauge<Sources>,
  name: string,
  help: string,
  value: (sample: Sample) => number,
) => MetricRow<Sources>;

/** @param samplesOf gives the things @param nameOf gives the value of the label */
export function rowOfEach<Sources, Sample>(
  label: string,
  samplesOf: (sources: Sources) => readonly Sample[],
  nameOf: (sample: Sample) => string,
): RowOfEach<Sources, Sample> {
  return (make, name, help, value) =>
    make(name, help, [label], (sources, put) => {
      for (const sample of samplesOf(sources)) put(value(sample), nameOf(sample));
      return undefined;
    });
}

/** Adds the metrics of a table, in its order. */
export function addMetrics<Sources>(
  registry: Registry,
  rows: readonly MetricRow<Sources>[],
  sources: Sources,
): void {
  for (const make of rows) registry.registerMetric(make(sources));
}
