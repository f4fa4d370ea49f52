// A signed zone with children of every kind: served beside it or not, signed or not.
import type { TempFolder } from '../support/temp-folder.js';
import type { ZoneText } from './servers.js';
import { type Denial, signZone } from './signed-zones.js';

const APEX = '$TTL 300\n@ SOA ns h 1 3600 600 86400 200\n@ NS ns\nns A 192.0.2.1\n';

const PARENT = `${APEX}
kid NS ns.kid
ns.kid A 192.0.2.2
bare NS ns.bare
ns.bare A 192.0.2.3
away NS ns.away
away DS 1 13 2 ${'ab'.repeat(32)}
ns.away A 192.0.2.4
lost NS ns.lost
ns.lost A 192.0.2.5
*.wild CNAME www.kid
to-apex CNAME kid
to-away CNAME www.away
to-bare CNAME www.bare
deep.kid2 NS ns.kid
dname DNAME kid
`;

const CHILD = `${APEX}
www A 192.0.2.6
*.wild TXT "x"
back CNAME www.family.test.
`;

/** The zones that are served; the DS of the signed child stands in its parent. */
export async function signFamily(folder: TempFolder, denial: Denial): Promise<ZoneText[]> {
  const kid = await signZone(folder, { origin: 'kid.family.test.', text: CHILD }, denial);
  const parent = await signZone(folder, { origin: 'family.test.', text: PARENT }, denial);
  const lonely = await signZone(folder, { origin: 'lonely.elsewhere.test.', text: CHILD }, denial);
  const bare = { origin: 'bare.family.test.', text: CHILD };
  return [kid!.zone, parent!.zone, lonely!.zone, bare];
}

/** Names to ask for beside those in the zones. */
export const FAMILY_NAMES = [
  ...[
    'kid',
    'www.kid',
    'x.kid',
    'x.wild.kid',
    'back.kid',
    'bare',
    'x.bare',
    'www.bare',
    'away',
    'x.away',
    'lost',
    'x.lost',
  ],
  ...[
    'x.wild',
    'to-apex',
    'to-away',
    'to-bare',
    'kid2',
    'deep.kid2',
    'x.deep.kid2',
    'dname',
    'www.dname',
    'x.dname',
  ],
].map(name => `${name}.family.test.`);

export const LONELY_NAMES = ['', 'www.', 'x.', 'x.wild.'].map(name => `${name}lonely.elsewhere.test.`);
