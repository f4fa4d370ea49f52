// RDATA fields whose form an earlier octet chooses: the gateway of IPSECKEY and the relay of AMTRELAY.
import { ipv4, ipv6 } from './address-field.js';
import type { Field } from './field.js';
import { name } from './name-field.js';
import type { TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** By gateway type (RFC 4025 §2.3) and relay type (RFC 8777 §4.2.3), from 1 on; 0 is no gateway. */
const forms = [ipv4, ipv6, name];

function readNone(tokens: TokenReader): void {
  const expected = 'a dot, which stands for no gateway';
  if (tokens.text(expected) !== '.') tokens.fail(expected);
}

/** @param kindAt where the octet stands that chooses the form, in its lower seven bits */
function chosenBy(kindAt: number, none: Field): Field {
  return {
    read(tokens: TokenReader, wire: WireWriter): void {
      const kind = wire.octetAt(kindAt) & 0x7f;
      if (kind > forms.length) tokens.fail(`a gateway type from 0 to ${forms.length}`);
      (kind === 0 ? none : forms[kind - 1]).read(tokens, wire);
    },
    show(wire: WireReader): string {
      const kind = wire.octets[kindAt] & 0x7f;
      if (kind > forms.length) throw new MalformedRdata();
      return (kind === 0 ? none : forms[kind - 1]).show(wire);
    },
  };
}

const dot: Field = { read: readNone, show: () => '.' };

/** The gateway of IPSECKEY; its type is the second octet (RFC 4025 §2.1). */
export const gateway: Field = chosenBy(1, dot);

/** Discovery bit, relay type and relay of AMTRELAY (RFC 8777 §4.3.1). */
export const relay: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const discovery = tokens.text('a discovery bit, 0 or 1');
    if (!/^[01]$/.test(discovery)) tokens.fail('a discovery bit, 0 or 1');
    const kind = tokens.text(`a relay type from 0 to ${forms.length}`);
    if (!/^[0-3]$/.test(kind)) tokens.fail(`a relay type from 0 to ${forms.length}`);
    wire.u8((Number(discovery) << 7) | Number(kind));
    relayName.read(tokens, wire);
  },
  show(wire: WireReader): string {
    const octet = wire.u8();
    return `${octet >> 7} ${octet & 0x7f} ${relayName.show(wire)}`;
  },
};

const relayName: Field = chosenBy(1, dot);
