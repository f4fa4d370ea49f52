// The reply that `rondo query` prints, as a table for people.
import type { MessageView, Reply, ReplyRecord } from '../view/query.js';

function section(title: string, records: readonly ReplyRecord[]): string[] {
  if (records.length === 0) return [];
  const width = Math.max(...records.map(({ name }) => name.length));
  return [
    `${title}:`,
    ...records.map(
      ({ name, ttl, type, data }) =>
        `  ${name.padEnd(width)}  ${String(ttl).padStart(6)}  ${type.padEnd(6)} ${data}`,
    ),
  ];
}

/** What the reply says, as lines. */
export function showSections(reply: MessageView): string[] {
  return [
    `${reply.status}  ${reply.question.name} ${reply.question.type}  flags: ${reply.flags.join(' ')}`,
    ...reply.errors.map(
      ({ code, purpose, text }) => `! EDE ${code} (${purpose})${text === '' ? '' : `: ${text}`}`,
    ),
    ...section('answer', reply.answer),
    ...section('authority', reply.authority),
    ...section('additional', reply.additional),
  ];
}

/** The reply as lines of text, with a final newline. */
export function showReply(reply: Reply): string {
  const lines = [
    ...showSections(reply),
    `${reply.durationMs.toFixed(1)} ms, ${reply.size} octets over ${reply.proto} from ${reply.server}`,
  ];
  return `${lines.join('\n')}\n`;
}
