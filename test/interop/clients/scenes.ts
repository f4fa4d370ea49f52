// Where a client and the members of a pool are: each scene is a column of the table in docs/rotation.md.

export interface Scene {
  readonly name: string;
  /** Heads the column. */
  readonly title: string;
  /** The address of the client with its prefix; absent when it runs on the machine of the members. */
  readonly client?: string;
  readonly members: readonly string[];
}

export const SCENES: readonly Scene[] = [
  { name: 'loopback', title: 'loopback', members: ['127.0.0.1', '127.0.0.2', '127.0.0.3'] },
  {
    name: 'same24',
    title: 'own /24',
    client: '10.9.1.1/24',
    members: ['10.9.1.2', '10.9.1.3', '10.9.1.4'],
  },
  {
    name: 'same16',
    title: 'own /16',
    client: '10.9.1.1/16',
    members: ['10.9.2.7', '10.9.3.7', '10.9.4.7'],
  },
  {
    name: 'near',
    title: 'one in own /24',
    client: '10.9.1.1/24',
    members: ['10.9.1.2', '192.0.2.1', '203.0.113.1'],
  },
  {
    name: 'far24',
    title: 'a far /24',
    client: '10.9.1.1/24',
    members: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  },
  {
    name: 'far',
    title: 'far networks',
    client: '10.9.1.1/24',
    members: ['192.0.2.1', '198.51.100.1', '203.0.113.1'],
  },
  {
    name: 'same64',
    title: 'own /64',
    client: 'fd00:9::1/64',
    members: ['fd00:9::2', 'fd00:9::3', 'fd00:9::4'],
  },
  {
    name: 'far64',
    title: 'a far /64',
    client: '2001:db8:9::1/64',
    members: ['2001:db8:1::1', '2001:db8:1::2', '2001:db8:1::3'],
  },
  {
    name: 'far48',
    title: 'far /48s',
    client: '2001:db8:9::1/64',
    members: ['2001:db8:1::1', '2001:db8:8::1', '2001:db9::1'],
  },
  {
    name: 'local',
    title: 'one of them ULA',
    client: '2001:db8:9::1/64',
    members: ['fd00:5::1', '2001:db8:1::1', '2001:db8:1::2'],
  },
];
