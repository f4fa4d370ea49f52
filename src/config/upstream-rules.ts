// What rondo.yaml and dnsmasq files say together about upstreams and their answers.
import type { AnswerEdits } from '../dns/answer-edits.js';
import type { UpstreamRules } from './config.js';
import type { DnsmasqSettings } from './dnsmasq/settings.js';
import type { ForwardSettings } from './forward-settings.js';

/**
 * Edits add up; the last file that names a policy decides.
 * @param own what rondo.yaml says: its policy goes over theirs
 */
export function upstreamRules(
  settings: readonly DnsmasqSettings[],
  own: Pick<ForwardSettings, 'policy' | 'rebind'>,
): UpstreamRules {
  const named = settings.findLast(each => each.policy !== undefined)?.policy;
  const policy = own.policy ?? named;
  const { rebind } = own;
  const edits = settings.flatMap(each => each.edits ?? []);
  if (rebind !== undefined) edits.push({ withoutTypes: [], aliases: [], bogus: [], ignored: [], rebind });
  const kept = Object.assign({}, ...settings.map(keptBy));
  return {
    ...(policy && { policy }),
    ...(edits.length > 0 && { edits: sum(edits) }),
    ...(Object.keys(kept).length > 0 && { kept }),
  };
}

/** Old answers are given for a year where dnsmasq would for ever. */
const EVER_SECONDS = 31_536_000;

function keptBy({
  stale,
  minCacheTtl,
  maxTtl,
  maxCacheTtl,
  forgetsNegative,
  negativeTtl,
}: DnsmasqSettings): UpstreamRules['kept'] {
  const most = Math.min(maxTtl || Number.POSITIVE_INFINITY, maxCacheTtl ?? Number.POSITIVE_INFINITY);
  return {
    ...(stale === undefined ? {} : { staleSeconds: stale || EVER_SECONDS }),
    ...(minCacheTtl === undefined ? {} : { minTtlSeconds: minCacheTtl }),
    ...(most === Number.POSITIVE_INFINITY ? {} : { maxTtlSeconds: most }),
    ...(forgetsNegative ? { maxNegativeSeconds: 0 } : {}),
    ...(negativeTtl === undefined ? {} : { bareNegativeSeconds: negativeTtl }),
  };
}

function sum(edits: readonly AnswerEdits[]): AnswerEdits {
  const rebinds = edits.flatMap(({ rebind }) => rebind ?? []);
  return {
    withoutTypes: [...new Set(edits.flatMap(({ withoutTypes }) => withoutTypes))],
    aliases: edits.flatMap(({ aliases }) => aliases),
    bogus: edits.flatMap(({ bogus }) => bogus),
    ignored: edits.flatMap(({ ignored }) => ignored),
    rebind:
      rebinds.length === 0
        ? undefined
        : {
            allowed: rebinds.flatMap(({ allowed }) => allowed),
            isSingleAllowed: rebinds.some(({ isSingleAllowed }) => isSingleAllowed),
            isLocalhostAllowed: rebinds.some(({ isLocalhostAllowed }) => isLocalhostAllowed),
          },
  };
}
