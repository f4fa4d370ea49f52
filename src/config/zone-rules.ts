// The rules that zones go by, settled: who gets them as a whole, who may ask for what they hold, and who may change them.
import { type AskerEntry, type AskerSettings, settleAskers } from './asker-keys.js';
import type { ListenInput } from './listen-keys.js';
import type { TransferEntry } from './transfer-keys.js';
import { settleTransfers, type TransferSettings } from './transfer-settings.js';
import { settleUpdates, type UpdateSettings } from './update-settings.js';
import { settleViews, type ViewRule, type ViewsInput } from './view-keys.js';
import { writtenListeners } from './view-listeners.js';
import type { ZoneRequest } from './zone-requests.js';

export interface ZoneRules {
  /** Who gets which zones as a whole. */
  readonly transfers: TransferSettings;
  /** Who may ask for what which zones hold. */
  readonly askers: AskerSettings;
  /** Who may change which zones. */
  readonly updates: UpdateSettings;
  /** For whom which zones are other ones. */
  readonly views: readonly ViewRule[];
}

/** What stands at the top. */
interface Usual {
  readonly transfer?: TransferEntry | undefined;
  readonly 'answer-to'?: AskerEntry | undefined;
  readonly views?: ViewsInput | undefined;
  readonly listen?: ListenInput | undefined;
}

type Request = Pick<ZoneRequest, 'file' | 'format' | 'transfer' | 'answerTo' | 'update'>;

export function zoneRules(usual: Usual, requests: readonly Request[]): ZoneRules {
  return {
    transfers: settleTransfers(
      usual.transfer,
      requests.map(({ file, transfer }) => [file, transfer]),
    ),
    askers: settleAskers(
      usual['answer-to'],
      requests.map(({ file, answerTo }) => [file, answerTo]),
    ),
    updates: settleUpdates(requests),
    views: settleViews(usual.views, writtenListeners(usual.listen)),
  };
}
