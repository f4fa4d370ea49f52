// The receivers of notifications as they are settled, with the files that their keys name.
import { basename, dirname } from 'node:path';
import { FORMATS } from '../notify/formats.js';
import { eventsCalled, type ReceiverKeys, USUAL_EVENTS, urlFault } from '../notify/keys.js';
import { placeOf, type ReceiverSpec, type WebhookSpec } from '../notify/receiver.js';
import type { JsonTemplate, Template } from '../notify/template.js';
import { Attachment } from '../probe/attachment.js';
import { type ReadOctets, readAttachment } from '../probe/attachments.js';
import { exec as execKind } from '../probe/exec/kind.js';
import { certificateFault } from '../probe/tls/settings.js';
import { ONE_LINE } from '../probe/words.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { itemPath } from './report.js';

/** What is used when nothing is said, in milliseconds. */
const USUAL = { waitMs: 5_000, intervalMs: 30_000, flapMs: 600_000, timeoutMs: 10_000, retryMs: 600_000 };

/** The least length of a key that signs, in octets. */
const LEAST_KEY = 16;

type Fault = (text: string) => string | undefined;

const keyFault: Fault = text =>
  Buffer.byteLength(text) < LEAST_KEY ? `holds a key of under ${LEAST_KEY} octets` : undefined;
const lineFault: Fault = text => (text !== '' && ONE_LINE.test(text) ? undefined : 'is not one line of text');

class ReceiverReader {
  readonly #document: YamlDocument;
  readonly #read: ReadOctets;

  constructor(document: YamlDocument, read: ReadOctets) {
    this.#document = document;
    this.#read = read;
  }

  /** The text that stands elsewhere; what is wrong with it is reported at its key. */
  text(named: Attachment, path: readonly (string | number)[], faultOf: Fault): string | undefined {
    return readAttachment(named, this.#document, path, { read: this.#read, isLine: true, faultOf })?.text;
  }

  webhook(
    { webhook, headers = {}, ca, ...keys }: ReceiverKeys,
    path: readonly (string | number)[],
  ): WebhookSpec | undefined {
    if (webhook === undefined) return undefined;
    const url = typeof webhook === 'string' ? webhook : this.text(webhook, [...path, 'webhook'], urlFault);
    const said = Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (this.text(value, [...path, 'headers', name], lineFault) ?? ''),
    ]);
    const file = (name: string | undefined, key: string, fault: Fault) =>
      name === undefined ? undefined : this.text(new Attachment('file', name), [...path, key], fault);
    const pem = file(ca, 'ca', certificateFault);
    const key = file(keys['sign-with'], 'sign-with', keyFault);
    return {
      url: url ?? 'https://invalid',
      headers: Object.fromEntries(said),
      ...(pem === undefined ? {} : { ca: pem }),
      ...(key === undefined ? {} : { key }),
    };
  }
}

function bodyFor({ body, format = 'json' }: ReceiverKeys): Template {
  if (body === undefined) return FORMATS[format];
  return typeof body === 'string' ? { text: body } : { json: body as JsonTemplate };
}

function settled(
  keys: ReceiverKeys,
  path: readonly (string | number)[],
  reader: ReceiverReader,
  folder: string,
): Omit<ReceiverSpec, 'name'> {
  const { events, pools = [], zones = [] } = keys;
  const webhook = reader.webhook(keys, path);
  const command = keys.exec as string[] | undefined;
  return {
    ...(webhook === undefined ? {} : { webhook }),
    ...(command === undefined ? {} : { exec: { command: execKind.locate({ command }, folder).command } }),
    body: bodyFor(keys),
    events: events === undefined ? USUAL_EVENTS : [...new Set(events.flatMap(eventsCalled))],
    ...{ pools, zones },
    waitMs: keys.wait ?? USUAL.waitMs,
    intervalMs: keys.interval ?? USUAL.intervalMs,
    flapMs: keys['flap-interval'] ?? USUAL.flapMs,
    wantsFirst: keys['first-round'] ?? false,
    timeoutMs: keys.timeout ?? USUAL.timeoutMs,
    retryMs: keys['retry-for'] ?? USUAL.retryMs,
  };
}

/** The name of a receiver that says none: its host, or its program. */
function usualName(spec: Omit<ReceiverSpec, 'name'>): string {
  const place = spec.webhook === undefined ? basename(placeOf(spec)) : new URL(spec.webhook.url).hostname;
  return place.replace(/[^\w.-]/g, '').slice(0, 60) || 'receiver';
}

/** Settles the receivers; mistakes are reported at their keys. */
export function receiversOf(
  all: readonly ReceiverKeys[] | undefined,
  document: YamlDocument,
  read: ReadOctets,
): readonly ReceiverSpec[] {
  const reader = new ReceiverReader(document, read);
  const used = new Set<string>();
  return (all ?? []).map((keys, index) => {
    const path = itemPath(document, 'notify', index);
    const spec = settled(keys, path, reader, dirname(document.file));
    const wanted = keys.name ?? usualName(spec);
    if (keys.name !== undefined && used.has(wanted))
      document.error([...path, 'name'], `there are two receivers with the name ${wanted}`);
    let name = wanted;
    for (let number = 2; used.has(name); number++) name = `${wanted}-${number}`;
    used.add(name);
    return { name, ...spec };
  });
}
