// SvcParamKeys by number and name (IANA "Service Parameter Keys (SvcParamKeys)").

/** Those whose values have a settled form. */
export const SVC_KEY_NAMES: readonly string[] = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
  'ohttp',
  'tls-supported-groups',
  'docpath',
];

/** Registered keys whose form only drafts say; they are written by number. */
export const UNSETTLED_SVC_KEYS: Readonly<Record<string, number>> = { pvd: 11, oots: 12 };

/** The key `mandatory`, which lists the keys a client must understand. */
export const MANDATORY = 0;
export const ALPN = 1;
export const NO_DEFAULT_ALPN = 2;

/** Key 65535 is reserved (RFC 9460 §14.3.2); it is read and served as any other, as BIND, NSD and Knot do. */
const MAX_KEY = 65_535;

/** The name of a key, or `keyNNNNN`. */
export function svcKeyToText(key: number): string {
  return SVC_KEY_NAMES[key] ?? `key${key}`;
}

/** Whether the text is the generic form of a key, whose value is opaque octets. */
export function isGenericKey(text: string): boolean {
  return /^key(0|[1-9]\d{0,4})$/.test(text);
}

/** The number of a key by name or as `keyNNNNN`; undefined when it is neither. Upper case is no key (RFC 9460 §2.1). */
export function svcKeyFromText(text: string): number | undefined {
  if (isGenericKey(text)) {
    const key = Number(text.slice(3));
    return key <= MAX_KEY ? key : undefined;
  }
  const key = SVC_KEY_NAMES.indexOf(text);
  return key < 0 ? undefined : key;
}
