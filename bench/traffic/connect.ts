// The one system call that the generator needs and the server does not: connect(2), which spares a route lookup per query.
import { createRequire } from 'node:module';
import { FAMILY, SOCKADDR, type System, SystemError } from '../../src/transport/batch/system.js';

/** The calling process holds the C library already, under the name that its system has for it. */
const THIS_PROCESS = null;

/** Connects UDP sockets to a port of 127.0.0.1. */
export function connector(system: System): (fd: number, port: number) => void {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const connect = koffi.load(THIS_PROCESS).func('int connect(int, uintptr_t, unsigned int)');
  return (fd, port) => {
    const name = new DataView(new ArrayBuffer(SOCKADDR.SIZE_IPV4));
    name.setUint16(SOCKADDR.FAMILY, FAMILY.IPV4, true);
    name.setUint16(SOCKADDR.PORT, port);
    new Uint8Array(name.buffer).set([127, 0, 0, 1], SOCKADDR.IPV4);
    if (connect(fd, system.addressOf(name.buffer), SOCKADDR.SIZE_IPV4) < 0)
      throw new SystemError('connect', system.errorCode());
  };
}
