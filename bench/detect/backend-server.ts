// One backend, a process of its own: says 200 to everything until it is killed.
import { createServer } from 'node:http';

const [address, port] = process.argv.slice(2);
createServer((_request, response) => response.end('ok')).listen(Number(port), address, () =>
  process.stdout.write('ready\n'),
);
// It ends with the bench, however that ends.
process.stdin.on('end', () => process.exit(0)).resume();
