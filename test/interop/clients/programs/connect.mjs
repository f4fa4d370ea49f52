// Connects to a name and port so many times, each time to the address that comes first.
import { once } from 'node:events';
import { connect } from 'node:net';

const [host, port, times] = process.argv.slice(2);
for (let turn = 0; turn < Number(times); turn++) {
  const socket = connect({ host, port: Number(port), autoSelectFamily: false });
  await once(socket, 'data');
  socket.destroy();
}
