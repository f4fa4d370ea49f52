// The answer in place of one that is held back: header, question and OPT, and that there is more over TCP.
import { LOW } from '../dns/header.js';
import { EDE_TEXT } from './ede-text.js';
import type { Responder } from './respond.js';

/** Writes it over what the exchange holds so far. Its response code stays, for who takes no notice of TC. */
export function truncateAnswer({ exchange, catalog, writer }: Responder): void {
  const { question, output, base, limit, rcode, mayForward } = exchange;
  // Who this server is takes room, and nothing is to grow on its way to a victim.
  question.options.nsid = false;
  // Members of aliases have been counted as handed out.
  writer.clear();
  writer.begin(question, output, base, limit);
  writer.truncate();
  const available = mayForward && catalog.hasUpstreams ? LOW.RA : 0;
  exchange.length = writer.finish(rcode, 0, available, -1, EDE_TEXT.NONE, 0);
}
