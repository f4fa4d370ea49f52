// The struct layouts of the batch transport, beside those that the C rules of this machine give.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import {
  CONTROL_MESSAGE,
  IOVEC,
  MMSGHDR,
  POLLFD,
  SEGMENT,
  SOCKADDR,
  TIMESPEC,
} from '../../src/transport/batch/system.js';
import { needsBatch } from '../support/programs.js';

type Koffi = typeof import('koffi');

test('offsets and sizes are those of the structs as the manual pages declare them', context => {
  context.skip(...needsBatch());
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  const iovec = koffi.struct({ base: 'void*', length: 'size_t' });
  const msghdr = koffi.struct({
    name: 'void*',
    nameLength: 'uint32_t',
    iov: 'void*',
    iovCount: 'size_t',
    control: 'void*',
    controlLength: 'size_t',
    flags: 'int',
  });
  const mmsghdr = koffi.struct({ header: msghdr, length: 'unsigned int' });
  expect({
    NAME: koffi.offsetof(msghdr, 'name'),
    NAME_LENGTH: koffi.offsetof(msghdr, 'nameLength'),
    IOV: koffi.offsetof(msghdr, 'iov'),
    IOV_COUNT: koffi.offsetof(msghdr, 'iovCount'),
    CONTROL: koffi.offsetof(msghdr, 'control'),
    CONTROL_LENGTH: koffi.offsetof(msghdr, 'controlLength'),
    LENGTH: koffi.offsetof(mmsghdr, 'length'),
    SIZE: koffi.sizeof(mmsghdr),
  }).toEqual(MMSGHDR);
  expect({ BASE: 0, LENGTH: koffi.offsetof(iovec, 'length'), SIZE: koffi.sizeof(iovec) }).toEqual(IOVEC);
  const cmsghdr = koffi.struct({ length: 'size_t', level: 'int', type: 'int' });
  expect({
    LENGTH: 0,
    LEVEL: koffi.offsetof(cmsghdr, 'level'),
    TYPE: koffi.offsetof(cmsghdr, 'type'),
  }).toEqual(CONTROL_MESSAGE);
  expect(SEGMENT.SIZE_AT).toBe(koffi.sizeof(cmsghdr));
  expect(SEGMENT.LENGTH).toBe(koffi.sizeof(cmsghdr) + koffi.sizeof('uint16_t'));
  const pollfd = koffi.struct({ fd: 'int', events: 'short', revents: 'short' });
  expect({
    FD: 0,
    EVENTS: koffi.offsetof(pollfd, 'events'),
    REVENTS: koffi.offsetof(pollfd, 'revents'),
    SIZE: koffi.sizeof(pollfd),
  }).toEqual(POLLFD);
  const timespec = koffi.struct({ seconds: 'long', nanoseconds: 'long' });
  expect({
    SECONDS: 0,
    NANOSECONDS: koffi.offsetof(timespec, 'nanoseconds'),
    SIZE: koffi.sizeof(timespec),
  }).toEqual(TIMESPEC);
  const ipv6 = koffi.struct({
    family: 'uint16_t',
    port: 'uint16_t',
    flowinfo: 'uint32_t',
    address: koffi.array('uint8_t', 16),
    scope: 'uint32_t',
  });
  expect(koffi.offsetof(ipv6, 'address')).toBe(SOCKADDR.IPV6);
  expect(koffi.offsetof(ipv6, 'scope')).toBe(SOCKADDR.SCOPE);
  expect(koffi.sizeof(ipv6)).toBe(SOCKADDR.SIZE_IPV6);
});
