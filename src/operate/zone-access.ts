// Who may ask for what a zone holds, and who gets it as a whole, in the words of the configuration.
import { NO_RULE, ruleBy } from '../config/numbered-rules.js';
import { recipientText } from '../config/recipient-keys.js';
import type { Generation } from '../store/generation.js';
import type { ZoneVersion } from '../store/zone-version.js';
import type { ZoneLine, ZoneView } from '../view/zones.js';

const askersOf = ({ image }: Pick<ZoneVersion, 'image'>) => image.askers ?? NO_RULE;

/** Whether not everybody may ask. */
export function restrictionOf(zone: Pick<ZoneVersion, 'image'>): Pick<ZoneLine, 'isRestricted'> {
  return askersOf(zone) === NO_RULE ? {} : { isRestricted: true };
}

/** Nothing of what is as it is by default. */
export function accessOf(
  zone: Pick<ZoneVersion, 'image'>,
  { config }: Pick<Generation, 'config'>,
): Pick<ZoneView, 'answerTo' | 'transfer'> {
  const askers = ruleBy(config.askers, askersOf(zone));
  const transfer = ruleBy(config.transfers, zone.image.transfer ?? NO_RULE);
  const over = transfer?.isTlsOnly === true ? ({ isTlsOnly: true } as const) : {};
  return {
    ...(askers === undefined ? {} : { answerTo: askers.map(recipientText) }),
    ...(transfer === undefined ? {} : { transfer: { to: transfer.to.map(recipientText), ...over } }),
  };
}
