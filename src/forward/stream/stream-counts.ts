// Counts of the connections to one upstream since the start.

export interface StreamCounts {
  /** Connections that could be written to. */
  opened: number;
  /** Handshakes of TLS that came to their end, those of resumed sessions among them. */
  handshakes: number;
  resumed: number;
  /** Connections that were not to be had: refused, no handshake, a certificate that is not accepted. */
  failed: number;
}

/** @param open connections at present */
export interface StreamSample extends Readonly<StreamCounts> {
  readonly upstream: string;
  readonly open: number;
}
