// Which parts of a server open files and sockets, by name.

/** Who opens files and sockets. */
export const DESCRIPTOR_USE = {
  /** The process itself: its event loops, threads and standard streams. */
  OWN: 'own',
  /** Sockets that listen, those of a reload beside those that it replaces. */
  LISTENERS: 'listeners',
  /** Files that are read, written and watched, and modules that are loaded late. */
  FILES: 'files',
  /** Connections to the admin address. */
  ADMIN: 'admin',
  /** Connections to the control socket. */
  CONTROL: 'control',
  PROBES: 'probes',
  /** Queries that are forwarded. */
  UPSTREAMS: 'upstreams',
  /** Connections of clients over TCP, and what else is a stream. */
  STREAMS: 'streams',
} as const;
export type DescriptorUse = (typeof DESCRIPTOR_USE)[keyof typeof DESCRIPTOR_USE];
