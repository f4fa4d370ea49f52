// Bodies of messages: JSON or text with placeholders in braces, which are looked at when the configuration is read.
import { isMapping, type Mapping } from '../source/mapping.js';
import { nearest } from '../source/suggest.js';

/** A value of JSON; its texts may hold placeholders. A mapping with the key `each` alone, in a list, stands once for each event. */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate };

export type Template = { readonly json: JsonTemplate } | { readonly text: string };

/** What placeholders stand for. */
export type Values = Readonly<Record<string, JsonTemplate>>;

/** What placeholders of a message stand for, by name. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  summary: 'one line',
  text: 'the summary, and a line for each event',
  slack: 'the same with &, < and > as Slack wants them',
  status: 'bad, good, or quiet when all is in order again',
  count: 'how many events it tells of',
  open: 'how many things are in trouble now',
  counts: 'how many there are of each event, by name',
  events: 'the events, as a list',
  more: 'events that the list leaves out',
  receiver: 'its name in the configuration',
  host: 'the name of this machine',
  version: 'the version of Rondo',
  time: 'when the message was made',
  id: 'the same for each try of one message',
};

/** What they stand for within `each`, too. */
const EVENT_PLACEHOLDERS: Readonly<Record<string, string>> = {
  event: 'the name of the event',
  status: 'bad or good',
  topic: 'what it is about: the same for what begins and what ends',
  subject: 'the backend, pool or upstream',
  pool: 'the first pool that it concerns',
  pools: 'the pools that it concerns, as a list',
  text: 'what has happened, in one line',
  time: 'when',
  until: 'the same when it is good news, else a day later',
  changes: 'how many events there were about it since the last message',
};

/** The key of what stands once for each event. */
const EACH = 'each';
/** `{{` stands for a brace. */
const PLACEHOLDER = /\{\{|\{([^{}]*)\}/g;
const MAX_DEPTH = 16;

type Step = string | number;

/** What is wrong with a template, and where. */
export interface TemplateFault {
  readonly path: readonly Step[];
  readonly message: string;
  readonly hint: string;
}

/** The inner template of `{ each: … }`. */
function eachOf(value: JsonTemplate): JsonTemplate | undefined {
  if (!isMapping(value)) return undefined;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === EACH ? (value[EACH] as JsonTemplate) : undefined;
}

/** The name of a placeholder that stands without quotes: `{summary}` is a mapping without a value. */
function bareName(value: Mapping, known: readonly string[]): string | undefined {
  const [[name, item] = [], ...others] = Object.entries(value);
  return others.length === 0 && item === null && name !== undefined && known.includes(name)
    ? name
    : undefined;
}

/** What other programs write in two braces: templates of Go (`{{ .Status }}`) and of Jinja (`{{ status }}`). */
const FOREIGN =
  /\{\{-?\s*(?:([.$][\w.$]*|(?:range|if|else|end|with|template|define|block)\b)|(\w+)(?=\s*(?:\}\}|\|)))[^{}]*\}?\}?/;

/** What the templates of Alertmanager have under other names. */
const FOREIGN_NAMES: Readonly<Record<string, string>> = {
  status: 'status',
  receiver: 'receiver',
  alerts: 'events',
  annotations: 'summary',
  commonannotations: 'summary',
  summary: 'summary',
  description: 'text',
  title: 'summary',
  message: 'text',
  labels: 'subject',
  externalurl: 'host',
  startsat: 'time',
  name: 'event',
  alertname: 'event',
};

/** A placeholder in the notation of another program, which would be sent as it is. */
function foreignFault(
  text: string,
  path: readonly Step[],
  known: readonly string[],
): TemplateFault | undefined {
  const [found, dotted, name] = FOREIGN.exec(text) ?? [];
  if (found === undefined || (name !== undefined && !known.includes(name.toLowerCase()))) return undefined;
  const words = (name ?? dotted ?? '').toLowerCase().split('.');
  const meant = words.map(word => FOREIGN_NAMES[word] ?? word).findLast(word => known.includes(word));
  const hint =
    meant === undefined
      ? `placeholders are ${known
          .slice(0, 5)
          .map(each => `{${each}}`)
          .join(', ')} and so on; \`each\` in a list stands for the events`
      : `write {${meant}}`;
  return { path, message: `${found.slice(0, 40)} is no placeholder here (two braces stand for one)`, hint };
}

function textFaults(text: string, path: readonly Step[], known: readonly string[]): TemplateFault[] {
  const foreign = foreignFault(text, path, known);
  if (foreign !== undefined) return [foreign];
  return [...text.matchAll(PLACEHOLDER)].flatMap(([whole, name]) => {
    if (name === undefined || known.includes(name)) return [];
    const near = nearest(name, known);
    const hint =
      near === undefined
        ? `use one of ${known.map(each => `{${each}}`).join(', ')}; {{ stands for a brace`
        : `did you mean {${near}}?`;
    return [{ path, message: `there is no placeholder ${whole}`, hint }];
  });
}

/** What is wrong with a value that is to be a template: placeholders that are not known, and what is no JSON. */
export function faultsIn(value: unknown, path: readonly Step[] = [], isEach = false): TemplateFault[] {
  if (path.length > MAX_DEPTH)
    return [{ path, message: 'the body is nested too deeply', hint: 'use fewer levels' }];
  const own = isEach ? Object.keys(EVENT_PLACEHOLDERS) : [];
  if (typeof value === 'string') return textFaults(value, path, [...own, ...Object.keys(PLACEHOLDERS)]);
  if (Array.isArray(value))
    return value.flatMap((item, index) => {
      const inner = eachOf(item);
      return inner === undefined
        ? faultsIn(item, [...path, index], isEach)
        : faultsIn(inner, [...path, index, EACH], true);
    });
  if (!isMapping(value)) return [];
  const bare = bareName(value, [...own, ...Object.keys(PLACEHOLDERS)]);
  if (bare !== undefined)
    return [
      { path, message: 'a placeholder without quotes is a mapping in YAML', hint: `write "{${bare}}"` },
    ];
  return Object.entries(value).flatMap(([key, item]) => faultsIn(item, [...path, key], isEach));
}

function plainText(value: JsonTemplate): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A text with its placeholders filled in. */
function filled(text: string, values: Values): string {
  return text.replace(PLACEHOLDER, (whole, name?: string) => {
    if (name === undefined) return '{';
    return Object.hasOwn(values, name) ? plainText(values[name]) : whole;
  });
}

/** A placeholder alone keeps its kind: a number stays one, and a list, too. */
function filledValue(text: string, values: Values): JsonTemplate {
  const [, alone] = /^\{([^{}]*)\}$/.exec(text) ?? [];
  return alone !== undefined && Object.hasOwn(values, alone) ? values[alone] : filled(text, values);
}

function filledJson(template: JsonTemplate, values: Values, events: readonly Values[]): JsonTemplate {
  if (typeof template === 'string') return filledValue(template, values);
  if (Array.isArray(template))
    return template.flatMap((item: JsonTemplate) => {
      const inner = eachOf(item);
      if (inner === undefined) return [filledJson(item, values, events)];
      return events.map(event => filledJson(inner, { ...values, ...event }, []));
    });
  if (!isMapping(template)) return template;
  const entries = Object.entries(template as Record<string, JsonTemplate>);
  return Object.fromEntries(entries.map(([key, item]) => [key, filledJson(item, values, events)]));
}

/** The body of a message. @param events what placeholders stand for within `each`, for one event after another */
export function bodyOf(template: Template, values: Values, events: readonly Values[]): string {
  return 'text' in template
    ? filled(template.text, values)
    : JSON.stringify(filledJson(template.json, values, events));
}
