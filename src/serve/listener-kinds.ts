// The kinds of listeners by name: which addresses each wants, and the transports that share one of them. A line adds a kind.
import type { Config } from '../config/config.js';
import type { ListenAddress } from '../transport/query-service.js';
import type { StreamLimits } from '../transport/stream-host.js';
import type { StreamProtocol } from '../transport/stream-protocol.js';
import { tcp } from '../transport/tcp.js';
import type { ListenerCertificate } from '../transport/tls/server-secrets.js';
import type { TlsPlace } from '../transport/tls/tls-place.js';

/** How queries are read on one address. */
export interface Transport {
  /**
   * Opens the socket of an address, or takes the one that `fd` is.
   * @returns the bound address, its port resolved
   * @throws the system's error, such as EADDRINUSE
   */
  listen(listen: ListenAddress, fd?: number): Promise<ListenAddress>;
  /** Answers what was received, waits for forwarded queries at most `limitMs`, and closes. */
  close(limitMs: number): Promise<void>;
}

/** How UDP is read. */
export interface UdpFactory {
  /** Whether answers of a wildcard address leave from the address that was asked. */
  readonly takesWildcards: boolean;
  /** @param listener as `Client` of the exchange has it */
  open(address: string, listener: string): Transport;
}

/** How streams are read. */
export interface StreamFactory {
  /** Those for connections to come. */
  limits: StreamLimits;
  /** The same for certificates. */
  certificates: readonly ListenerCertificate[];
  /** @param protocol one of {@link STREAMS} @param listener as `Client` of the exchange has it */
  open(protocol: keyof typeof STREAMS, listener: string): Transport;
}

/** What transports are made of. */
export interface TransportParts {
  readonly udp: UdpFactory;
  readonly streams: StreamFactory;
}

/** What the listeners need of a configuration. */
export type ListenConfig = Pick<Config, 'listen' | 'encrypted' | 'tcp'>;

/** Where a kind listens, as configured. */
export interface WantedAddress extends ListenAddress {
  /** Of DNS over HTTPS: where queries are taken. */
  readonly path?: string | undefined;
}

/** Where a listener is. */
export interface ListenerPlace {
  readonly address: string;
  /** As `Client` of the exchange has it. */
  readonly listener: string;
}

export interface ListenerKind {
  readonly name: string;
  /** What stands before its addresses where they are shown. */
  readonly scheme: string;
  /** Whether there are datagrams on it, of which not every transport knows to which address they came. */
  readonly hasDatagrams: boolean;
  wanted(config: ListenConfig): readonly WantedAddress[];
  /** The transports of one address, by the name of their protocol, in the order in which they are opened. */
  open(place: ListenerPlace, parts: TransportParts): readonly (readonly [string, Transport])[];
}

/** The stream transports by name; the thread of the streams works at them, and loads those that it needs. */
export const STREAMS = {
  tcp: async () => tcp,
  tls: async place => (await import('../transport/tls/dot.js')).dot(place),
  https: async place => (await import('../transport/https/doh.js')).doh(place),
  http: async place => (await import('../transport/https/doh.js')).plainDoh(place),
} as const satisfies Record<string, (place: TlsPlace) => Promise<StreamProtocol>>;

export const LISTENER_KINDS: readonly ListenerKind[] = [
  {
    name: 'dns',
    scheme: '',
    hasDatagrams: true,
    wanted: ({ listen }) => listen,
    open: ({ address, listener }, { udp, streams }) => [
      ['udp', udp.open(address, listener)],
      ['tcp', streams.open('tcp', listener)],
    ],
  },
  {
    name: 'tls',
    scheme: 'tls://',
    hasDatagrams: false,
    wanted: ({ encrypted }) => encrypted.filter(({ path }) => path === undefined),
    open: ({ listener }, { streams }) => [['tls', streams.open('tls', listener)]],
  },
  {
    name: 'https',
    scheme: 'https://',
    hasDatagrams: false,
    wanted: ({ encrypted }) =>
      encrypted.filter(({ path, certificate }) => path !== undefined && certificate !== undefined),
    open: ({ listener }, { streams }) => [['https', streams.open('https', listener)]],
  },
  {
    name: 'http',
    scheme: 'http://',
    hasDatagrams: false,
    wanted: ({ encrypted }) => encrypted.filter(({ certificate }) => certificate === undefined),
    open: ({ listener }, { streams }) => [['http', streams.open('http', listener)]],
  },
];
