// Reads server-sent events from a reply. An EventSource could not send the token of whoever reads.

export interface StreamEvent {
  /** `message` when the server names none. */
  readonly type: string;
  readonly data: string;
  /** By which the stream goes on after it broke. */
  readonly id?: string;
}

/** The longest event, in characters; a server that sends a longer one is not the one that this page is from. */
const MOST = 16 << 20;

/** One event from its lines; undefined of a comment. */
function eventOf(block: string): StreamEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const [name, rest] = colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1)];
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    const former = fields.get(name);
    fields.set(name, name === 'data' && former !== undefined ? `${former}\n${value}` : value);
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { type: fields.get('event') ?? 'message', data, id: fields.get('id') };
}

/** The events of a reply, to its end. @throws TypeError when the connection breaks */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, void, void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      if (text.length > MOST) throw new TypeError('an event is too long');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
