// The system calls and struct layouts of Linux that the batch transport uses; all foreign calls of Rondo stand in this file.
import { createRequire } from 'node:module';
import { getSystemErrorName } from 'node:util';

/** recvmmsg(2), recvmsg(2): struct mmsghdr, which is a struct msghdr and the length of the message. */
export const MMSGHDR = {
  NAME: 0,
  NAME_LENGTH: 8,
  IOV: 16,
  IOV_COUNT: 24,
  CONTROL: 32,
  CONTROL_LENGTH: 40,
  LENGTH: 56,
  SIZE: 64,
} as const;

/** readv(2): struct iovec. */
export const IOVEC = { BASE: 0, LENGTH: 8, SIZE: 16 } as const;

/** ip(7), ipv6(7): struct sockaddr_in and sockaddr_in6. Port and address are in network order. */
export const SOCKADDR = {
  FAMILY: 0,
  PORT: 2,
  IPV4: 4,
  IPV6: 8,
  SCOPE: 24,
  SIZE_IPV4: 16,
  SIZE_IPV6: 28,
} as const;

/** cmsg(3) with the in_pktinfo of ip(7) or the in6_pktinfo of ipv6(7): which interface and address a datagram came to. */
export const PKTINFO = {
  INTERFACE_IPV4: 16,
  LOCAL_IPV4: 20,
  ASKED_IPV4: 24,
  SIZE_IPV4: 32,
  ASKED_IPV6: 16,
  INTERFACE_IPV6: 32,
  SIZE_IPV6: 40,
} as const;

/** cmsg(3): struct cmsghdr; the length is that of the header and the data. */
export const CONTROL_MESSAGE = { LENGTH: 0, LEVEL: 8, TYPE: 12 } as const;

/** udp(7), UDP_SEGMENT in control data: the size of the datagrams that a message is cut into. */
export const SEGMENT = { LEVEL: 17, TYPE: 103, SIZE_AT: 16, LENGTH: 18, SPACE: 24 } as const;

/** poll(2): struct pollfd. */
export const POLLFD = { FD: 0, EVENTS: 4, REVENTS: 6, SIZE: 8 } as const;

/** epoll_ctl(2): struct epoll_event, whose data this program uses as a number of 32 bits; only x64 packs it. */
export const EPOLL_EVENT =
  process.arch === 'x64'
    ? ({ EVENTS: 0, DATA: 4, SIZE: 12 } as const)
    : ({ EVENTS: 0, DATA: 8, SIZE: 16 } as const);
/** epoll_ctl(2) and epoll_create1(2). */
export const EPOLL = { ADD: 1, REMOVE: 2, CLOSE_ON_EXEC: 0x80000 } as const;

/** clock_gettime(2): struct timespec; both fields have 64 bits. */
export const TIMESPEC = { SECONDS: 0, NANOSECONDS: 8, SIZE: 16 } as const;

/**
 * SO_ATTACH_REUSEPORT_CBPF of socket(7), with its struct sock_fprog and behind that the struct sock_filter of the only instruction:
 * return a constant.
 */
const SELECTOR = { OPTION: [1, 51], FILTER: 8, SIZE: 16, RETURN: 6, CONSTANT: 20 } as const;

/** socket(7): struct timeval; both fields have 64 bits. */
const TIMEVAL = { MICROSECONDS: 8, SIZE: 16 } as const;

export const FAMILY = { IPV4: 2, IPV6: 10 } as const;
export const MSG = { DONTWAIT: 0x40, WAITFORONE: 0x10000 } as const;
export const POLLIN = 1;

/** socket(2): kinds of sockets, none of which a child process gets; only the stream never waits in a call. */
export const SOCKET = { DATAGRAM: 0x80002, STREAM: 0x80801 } as const;
const CLOCK_MONOTONIC = 1;
/** fcntl(2). */
const FCNTL = { GET_FLAGS: 3, SET_FLAGS: 4, DUPLICATE: 1030 } as const;
const O_NONBLOCK = 0x800;

/** Level and name of socket options: socket(7), ip(7), ipv6(7), udp(7). */
export const OPTION = {
  REUSE_ADDRESS: [1, 2],
  SEND_BUFFER: [1, 7],
  RECEIVE_BUFFER: [1, 8],
  REUSE_PORT: [1, 15],
  RECEIVE_TIMEOUT: [1, 20],
  SEND_TIMEOUT: [1, 21],
  /** Through which network interface it sends, and receives alone, by its number. */
  INTERFACE: [1, 62],
  IPV4_PKTINFO: [0, 8],
  /** How long the other side may leave unread or unconfirmed what was sent, in milliseconds: tcp(7). */
  USER_TIMEOUT: [6, 18],
  IPV6_ONLY: [41, 26],
  IPV6_PKTINFO: [41, 49],
  UDP_SEGMENT: [SEGMENT.LEVEL, SEGMENT.TYPE],
} as const;

/** The x86-64 and arm64 names of the C libraries: glibc, then musl. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  x64: ['libc.so.6', 'libc.musl-x86_64.so.1'],
  arm64: ['libc.so.6', 'libc.musl-aarch64.so.1'],
};

/** A call failed; `code` is the name of its errno, such as EADDRINUSE. */
export class SystemError extends Error {
  override readonly name = 'SystemError';

  constructor(
    readonly call: string,
    readonly code: string,
  ) {
    super(`${call}: ${code}`);
  }
}

type Koffi = typeof import('koffi');
type Library = ReturnType<Koffi['load']>;

/** The calls, each as in section 2 of the manual. Memory is given by its address: a bigint, which takes no allocation per call. */
export interface System {
  recvmmsg(fd: number, headers: bigint, count: number, flags: number): number;
  sendmmsg(fd: number, headers: bigint, count: number, flags: number): number;
  poll(fds: bigint, count: number, timeoutMs: number): number;
  epollCreate(flags: number): number;
  epollControl(epoll: number, operation: number, fd: number, event: bigint): number;
  epollWait(epoll: number, events: bigint, count: number, timeoutMs: number): number;
  /** Writes the monotonic time to a struct timespec. */
  readClock(timespec: bigint): void;
  socket(family: number, kind: number): number;
  bind(fd: number, address: bigint, length: number): number;
  connect(fd: number, address: bigint, length: number): number;
  listen(fd: number, backlog: number): number;
  /** Connects a socket to the address and port that it is bound to. */
  connectToSelf(fd: number): number;
  /** Has the listening sockets that share an address give all new connections to the second of them, as long as there are two. */
  preferSecond(fd: number): number;
  /** The port that a socket is bound to. */
  boundPort(fd: number): number;
  /** The number of a network interface (if_nametoindex(3)); 0 when there is none of this name. */
  interfaceIndex(name: string): number;
  setNumber(fd: number, option: readonly [number, number], value: number): number;
  /** Sets a time limit; the system rounds it up to its ticks. */
  setTimeout(fd: number, option: readonly [number, number], ms: number): number;
  /** Has calls on the descriptor wait (fcntl(2), O_NONBLOCK). */
  setBlocking(fd: number): number;
  /** Another descriptor of the same file, which no child process gets (fcntl(2), F_DUPFD_CLOEXEC). */
  duplicate(fd: number): number;
  close(fd: number): number;
  /** The name of the error of the last call of this thread that failed. */
  errorCode(): string;
  /** Where memory begins; it must be kept as long as the address is in use. */
  addressOf(memory: ArrayBuffer): bigint;
}

type SocketCalls = Pick<System, 'connectToSelf' | 'preferSecond' | 'boundPort' | 'setNumber' | 'setTimeout'>;

/** Loads koffi and the C library. @throws Error that says why there is no batch transport here */
export function loadSystem(): System {
  if (process.platform !== 'linux') throw new Error('it needs Linux');
  const names = LIBRARIES[process.arch];
  if (names === undefined) throw new Error(`it knows x64 and arm64, not ${process.arch}`);
  const koffi = loadKoffi();
  const library = openLibrary(koffi, names);
  giveBackLargeMemory(library);
  return bindCalls(koffi, library);
}

/** mallopt(3): from how many octets on memory is taken from the system alone, and given back to it. */
const M_MMAP_THRESHOLD = -3;
const LARGE_OCTETS = 2 ** 18;

/**
 * By default glibc learns from what is freed that much is needed often, and keeps up to 64 MB of it for each thread that reloads
 * ran in: 400 MB after 40 reloads of a zone whose images take 8 MB.
 */
function giveBackLargeMemory(library: Library): void {
  try {
    library.func('int mallopt(int, int)')(M_MMAP_THRESHOLD, LARGE_OCTETS);
  } catch {
    // Another C library has no such habit.
  }
}

/** Why there is no batch transport here; undefined when there is one. */
export function batchObstacle(): string | undefined {
  try {
    loadSystem();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    const why = isAbsent
      ? 'is not installed (npm install koffi)'
      : `does not load: ${(error as Error).message.split('\n')[0]}`;
    throw new Error(`the package koffi ${why}`);
  }
}

function openLibrary(koffi: Koffi, names: readonly string[]): Library {
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch {
      // The other C library may be there.
    }
  }
  throw new Error(`none of the libraries ${names.join(', ')} is here`);
}

function bindCalls(koffi: Koffi, library: Library): System {
  const addressOf = (memory: ArrayBuffer) => BigInt(koffi.address(memory));
  const recvmmsg = library.func('int recvmmsg(int, uintptr_t, unsigned int, int, void*)');
  const readClock = library.func('int clock_gettime(int, uintptr_t)');
  const socket = library.func('int socket(int, int, int)');
  const fcntl = library.func('int fcntl(int, int, int)');
  return {
    recvmmsg: (fd, headers, count, flags) => recvmmsg(fd, headers, count, flags, null),
    sendmmsg: library.func('int sendmmsg(int, uintptr_t, unsigned int, int)'),
    poll: library.func('int poll(uintptr_t, unsigned long, int)'),
    epollCreate: library.func('int epoll_create1(int)'),
    epollControl: library.func('int epoll_ctl(int, int, int, uintptr_t)'),
    epollWait: library.func('int epoll_wait(int, uintptr_t, int, int)'),
    readClock: timespec => readClock(CLOCK_MONOTONIC, timespec),
    socket: (family, kind) => socket(family, kind, 0),
    bind: library.func('int bind(int, uintptr_t, unsigned int)'),
    connect: library.func('int connect(int, uintptr_t, unsigned int)'),
    listen: library.func('int listen(int, int)'),
    interfaceIndex: library.func('unsigned int if_nametoindex(const char*)'),
    setBlocking(fd) {
      const flags = fcntl(fd, FCNTL.GET_FLAGS, 0);
      return flags < 0 ? flags : fcntl(fd, FCNTL.SET_FLAGS, flags & ~O_NONBLOCK);
    },
    duplicate: fd => fcntl(fd, FCNTL.DUPLICATE, 0),
    close: library.func('int close(int)'),
    errorCode: () => getSystemErrorName(-koffi.errno()),
    addressOf,
    ...bindSocketCalls(library, addressOf),
  };
}

/** Calls about one socket that take an address with its length behind it, or the value of an option: these share one memory. */
function bindSocketCalls(library: Library, addressOf: System['addressOf']): SocketCalls {
  const getsockname = library.func('int getsockname(int, uintptr_t, uintptr_t)');
  const connect = library.func('int connect(int, uintptr_t, unsigned int)');
  const setsockopt = library.func('int setsockopt(int, int, int, uintptr_t, unsigned int)');
  const scratch = new DataView(new ArrayBuffer(64));
  const scratchAt = addressOf(scratch.buffer);
  const LENGTH_AT = 32;
  const readName = (fd: number) => {
    scratch.setUint32(LENGTH_AT, SOCKADDR.SIZE_IPV6, true);
    getsockname(fd, scratchAt, scratchAt + BigInt(LENGTH_AT));
  };
  return {
    connectToSelf(fd) {
      readName(fd);
      return connect(fd, scratchAt, scratch.getUint32(LENGTH_AT, true));
    },
    preferSecond(fd) {
      scratch.setUint16(0, 1, true);
      scratch.setBigUint64(SELECTOR.FILTER, scratchAt + BigInt(SELECTOR.SIZE), true);
      scratch.setUint32(SELECTOR.SIZE, SELECTOR.RETURN, true);
      scratch.setUint32(SELECTOR.CONSTANT, 1, true);
      return setsockopt(fd, ...SELECTOR.OPTION, scratchAt, SELECTOR.SIZE);
    },
    boundPort(fd) {
      readName(fd);
      return scratch.getUint16(SOCKADDR.PORT);
    },
    setNumber(fd, [level, name], value) {
      scratch.setInt32(0, value, true);
      return setsockopt(fd, level, name, scratchAt, 4);
    },
    setTimeout(fd, [level, name], ms) {
      scratch.setBigInt64(0, 0n, true);
      scratch.setBigInt64(TIMEVAL.MICROSECONDS, BigInt(ms) * 1000n, true);
      return setsockopt(fd, level, name, scratchAt, TIMEVAL.SIZE);
    },
  };
}
