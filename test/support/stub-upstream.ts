// A DNS server on loopback that answers every query alike, in the place of a real upstream.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode } from 'dns-packet';

/** A stub upstream over UDP. */
export class StubUpstream {
  /** Names that were asked for, in order. */
  readonly asked: string[] = [];

  private constructor(
    readonly port: number,
    readonly socket: Socket,
  ) {}

  /**
   * Starts it on a free port. Every name has the address given, TTL 77.
   * @param known what else it answers, by name and type, such as `a.test AAAA`
   */
  static async start(
    address: string,
    known: Readonly<Record<string, readonly Answer[]>> = {},
  ): Promise<StubUpstream> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const stub = new StubUpstream(socket.address().port, socket);
    socket.on('message', (message, peer) => {
      const query = decode(message);
      const [question] = query.questions ?? [];
      if (question === undefined) return;
      stub.asked.push(question.name);
      const usual: Answer[] = [{ type: 'A', name: question.name, ttl: 77, data: address }];
      const answers = [...(known[`${question.name} ${question.type}`] ?? usual)];
      const additionals =
        (query.additionals?.length ?? 0) === 0
          ? []
          : [{ type: 'OPT', name: '.', udpPayloadSize: 1400, flags: 0, options: [] } as never];
      socket.send(
        encode({
          type: 'response',
          id: query.id,
          flags: 0x0180,
          questions: [question],
          answers,
          additionals,
        }),
        peer.port,
        peer.address,
      );
    });
    return stub;
  }

  close(): void {
    this.socket.close();
  }
}
