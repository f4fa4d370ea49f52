// The format of a case file (test/cases/<area>/<name>.yaml), read strictly.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const count = z.number().int().min(0);
const hex = z.string().regex(/^([0-9a-fA-F\s]|;.*$)*$/m, 'expected hexadecimal digits');
/** How a probe ends: `ok`, or a code with status and text as the log shows it: `L7STS 503 Service Unavailable`. */
const outcome = z.string().regex(/^(ok|[A-Z0-9]+( \d{3})?( .+)?)$/, 'expected ok, L4CON …, L7STS 503 …');
const outcomes = z.record(z.string(), outcome);
const rcode = z.enum([
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'NOTAUTH',
  'BADVERS',
  'BADCOOKIE',
]);

const edns = z.union([
  z.literal('off'),
  z.strictObject({
    size: count.max(0xffff).optional(),
    do: z.boolean().optional(),
    version: count.max(255).optional(),
    options: hex.optional(),
  }),
]);

const expectation = {
  /** Only over UDP (and in memory), only over TCP and TLS, or over those and HTTPS. */
  only: z.enum(['udp', 'tcp', 'stream']).optional(),
  /** How often the query is sent; every answer must be as expected. */
  repeat: count.min(1).optional(),
  /** How often each RDATA was the first of the answer section, or the whole sequence of them. */
  first: z.union([z.record(z.string(), count), z.array(z.string()).min(1)]).optional(),
  rcode: rcode.optional(),
  /** All flags that are set: `qr aa rd ra`. */
  flags: z
    .string()
    .regex(/^(qr|aa|tc|rd|ra|z|ad|cd)( (aa|tc|rd|ra|z|ad|cd))*$/, 'expected flags such as "qr aa rd"')
    .optional(),
  /** Sections as zone-file text; not compared when absent, empty when empty. */
  answer: z.string().optional(),
  authority: z.string().optional(),
  additional: z.string().optional(),
  /** The records must also be in this order. */
  ordered: z.boolean().optional(),
  /** TC; must be clear when absent. */
  tc: z.literal(true).optional(),
  /** OPT of the answer; without this, it is there exactly if the query had one, and says 1232. */
  opt: z.union([z.literal('none'), z.strictObject({ size: count, do: z.boolean().optional() })]).optional(),
  /** All options of OPT but the Extended DNS Error, in hexadecimal; there are none when absent. */
  options: hex.optional(),
  /** The beginning of "code text" of the Extended DNS Error; there must be none when absent. */
  ede: z.string().optional(),
  /** The length of the message in octets. */
  size: count.optional(),
  /** No answer comes. */
  drop: z.literal(true).optional(),
  /** The query went to this upstream, and its answer came back as it was. */
  forwarded: z.string().optional(),
  /** Every counter that moved: `TYPE RCODE ZONE` for answers, `dropped REASON`. */
  count: z.record(z.string(), count).optional(),
};

const ask = z.strictObject({
  query: z.string().regex(/^\S+ \S+( \S+)?$/, 'expected "NAME TYPE [CLASS]"'),
  with: z
    .strictObject({
      edns: edns.optional(),
      rd: z.boolean().optional(),
      cd: z.boolean().optional(),
      opcode: count.max(15).optional(),
    })
    .optional(),
  ...expectation,
});
const raw = z.strictObject({ raw: hex, questions: count.max(1).optional(), ...expectation });
const change = z.strictObject({ set: outcomes });
const wait = z.strictObject({ elapse: z.string().regex(/^\d+(\.\d+)?(ms|s)$/, 'expected 200ms or 3s') });

const stepOf = { query: ask, raw, set: change, elapse: wait };

const input = {
  origin: z.string().optional(),
  zone: z.string().optional(),
  yaml: z.string().optional(),
  dnsmasq: z.string().optional(),
};
const oneInput = (value: { [key in keyof typeof input]?: string | undefined }) =>
  [value.zone, value.yaml, value.dnsmasq].filter(text => text !== undefined).length;

const caseFile = z
  .strictObject({
    why: z.string().min(10),
    ...input,
    zones: z
      .array(
        z
          .strictObject(input)
          .refine(value => oneInput(value) === 1, 'expected exactly one of zone, yaml and dnsmasq'),
      )
      .optional(),
    /** Further files of the zone folder. */
    files: z.record(z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/), z.string()).optional(),
    /** Keys of rondo.yaml beside `zones` and `forward`. */
    config: z.record(z.string(), z.unknown()).optional(),
    /** The whole text of rondo.yaml; nothing is added to it. */
    rondo: z.string().optional(),
    /** How the probes of each endpoint end at first; `ok` when not listed. */
    health: outcomes.optional(),
    /** Upstreams for names outside the zones. */
    forward: z.union([z.literal('off'), z.array(z.unknown())]).optional(),
    /** Listen and ask here; 127.0.0.1 when absent. */
    listen: z.enum(['127.0.0.1', '::1']).optional(),
    /** The only problems that reading the files must report, warnings too. */
    problems: z.array(z.string()).min(1).optional(),
    steps: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  })
  .refine(value => value.steps !== undefined || value.problems !== undefined, 'expected steps or problems');

export type QueryStep = z.infer<typeof ask> | z.infer<typeof raw>;
export type Step = QueryStep | z.infer<typeof change> | z.infer<typeof wait>;
export type CaseFile = Omit<z.infer<typeof caseFile>, 'steps'> & { readonly steps?: readonly Step[] };

/** Whether a step sends a message. */
export function isQuery(candidate: Step): candidate is QueryStep {
  return 'query' in candidate || 'raw' in candidate;
}

/** A case file with its name, `area/name`. */
export interface Case extends CaseFile {
  readonly name: string;
  readonly area: string;
}

function readStep(input: Record<string, unknown>, shown: string): Step {
  const kinds = Object.keys(stepOf).filter(key => key in input) as (keyof typeof stepOf)[];
  if (kinds.length !== 1)
    throw new Error(`${shown}: expected exactly one of ${Object.keys(stepOf).join(', ')}`);
  const parsed = stepOf[kinds[0]].safeParse(input);
  if (!parsed.success) throw new Error(`${shown}:\n${z.prettifyError(parsed.error)}`);
  const step = parsed.data;
  const verdicts = isQuery(step) ? [step.rcode, step.drop, step.forwarded] : [];
  if (isQuery(step) && verdicts.filter(verdict => verdict !== undefined).length !== 1)
    throw new Error(`${shown}: expected exactly one of rcode, drop, forwarded`);
  return step;
}

/**
 * Reads the text of one case.
 * @param shown the name of the file in errors
 * @throws Error that names the file, and the step if the mistake is in one
 */
export function parseCase(text: string, shown: string): CaseFile {
  const document = parseDocument(text, { stringKeys: true });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) throw new Error(`${shown}: ${error.message}`);
  const parsed = caseFile.safeParse(document.toJS());
  if (!parsed.success) throw new Error(`${shown}:\n${z.prettifyError(parsed.error)}`);
  const { steps, ...rest } = parsed.data;
  if (steps === undefined) return rest;
  return { ...rest, steps: steps.map((input, index) => readStep(input, `${shown}: steps[${index}]`)) };
}

function readCase(folder: string, area: string, file: string): Case {
  const parsed = parseCase(readFileSync(join(folder, area, file), 'utf8'), `test/cases/${area}/${file}`);
  return { ...parsed, area, name: `${area}/${file.replace(/\.yaml$/, '')}` };
}

/** The areas: the folders below `folder`. */
export function listAreas(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
}

/** Reads every case below `folder`. @throws Error that names the file and the step */
export function readCases(folder: string): Case[] {
  return listAreas(folder).flatMap(area =>
    readdirSync(join(folder, area))
      .filter(file => file.endsWith('.yaml'))
      .sort()
      .map(file => readCase(folder, area, file)),
  );
}
