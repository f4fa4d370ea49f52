// How a member says where it is: by its address, or by a name that is looked up.
import { z } from 'zod';
import { endpointFromText } from '../../dns/endpoint.js';
import { hostFromText, hostName } from '../../dns/host-name.js';
import { addressAdvice, endpointAdvice } from '../../source/address-advice.js';
import { address, endpoint } from '../../source/fields.js';
import { advised } from '../../source/value-advice.js';
import { portedAdvice } from './shape-advice.js';

const WHOLE = 'write the whole name, with its domain: `{ host: app1.example.org }`';

/** What is said where a name stands in the place of an address. */
function hostHint(value: unknown, isAlone: boolean): string {
  const found = hostFromText(String(value));
  if (found === undefined) return WHOLE;
  const { host, port } = found;
  const more = port === undefined ? '' : `, port: ${port}`;
  return isAlone
    ? `a name to look up is written as \`{ host: ${host}${more} }\``
    : `a name to look up is written as \`host: ${host}\``;
}

/** A member as a text. */
export const memberEndpoint = advised(endpoint.describe('ADDRESS, ADDRESS:PORT or [IPV6]:PORT'), {
  advice: value => endpointAdvice(value, hostHint(value, true)),
});

export const memberAddress = advised(address.describe('IPv4 or IPv6 address'), {
  advice: value =>
    typeof value === 'string'
      ? (portedAdvice(value) ?? addressAdvice(value, hostHint(value, false)))
      : undefined,
});

const HOST = 'expected a whole name, such as app1.internal';

function hostAdvice(value: unknown): string | undefined {
  const text = String(value).trim();
  if (hostName(text) !== undefined) return undefined;
  if (endpointFromText(text) !== undefined) return portedAdvice(text) ?? `write \`address: ${text}\``;
  if (/^localhost\.?$/i.test(text)) return 'write `address: 127.0.0.1`, or ::1';
  const ported = hostFromText(text);
  if (ported !== undefined) return `write \`host: ${ported.host}\` and \`port: ${ported.port}\``;
  return addressAdvice(text, WHOLE);
}

/** A name whose addresses are members. */
export const host = advised(
  z
    .string({ error: HOST })
    .transform((text, context) => {
      const name = hostName(text.trim());
      if (name !== undefined) return name;
      context.addIssue({ code: 'custom', message: HOST });
      return z.NEVER;
    })
    .describe('A whole name that is looked up: each of its addresses is a member'),
  { advice: hostAdvice },
);
