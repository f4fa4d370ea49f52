// Asks two servers the same questions, read as JSON from standard input, and prints their answers: run inside a network of its own.
import { createSocket } from 'node:dgram';
import { createConnection } from 'node:net';

const LIMIT_MS = 15_000;
const PARALLEL = 24;

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { servers, questions } = JSON.parse(input);

function overUdp(server, query) {
  return new Promise(resolve => {
    const socket = createSocket('udp4');
    const end = answer => {
      clearTimeout(limit);
      socket.close();
      resolve(answer);
    };
    const limit = setTimeout(() => end('silent'), LIMIT_MS);
    socket.on('error', error => end(error.code));
    socket.on('message', message => end(message.toString('hex')));
    socket.send(query, 53, server);
  });
}

function overTcp(server, query) {
  return new Promise(resolve => {
    const socket = createConnection(53, server);
    let data = Buffer.alloc(0);
    const end = answer => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(LIMIT_MS, () => end('silent'));
    socket.on('error', error => end(error.code));
    socket.on('end', () => end('closed'));
    socket.on('data', chunk => {
      data = Buffer.concat([data, chunk]);
      if (data.length < 2 || data.length < 2 + data.readUInt16BE()) return;
      end(data.toString('hex', 2, 2 + data.readUInt16BE()));
    });
    const frame = Buffer.alloc(2);
    frame.writeUInt16BE(query.length);
    socket.write(Buffer.concat([frame, query]));
  });
}

const answers = [];
let next = 0;
await Promise.all(
  Array.from({ length: PARALLEL }, async () => {
    while (next < questions.length) {
      const at = next++;
      const query = Buffer.from(questions[at].query, 'hex');
      const ask = questions[at].isTcp ? overTcp : overUdp;
      const each = [];
      for (const server of servers) each.push(await ask(server, query));
      answers[at] = each;
    }
  }),
);
process.stdout.write(JSON.stringify(answers));
