// The page of pools as long as it is open: what is known, what is shown of it, and what is clicked.
import type { StatusView } from '../../view/status.js';
import { get } from './api.js';

export function followPools(): void {
  void get<StatusView>('/status').then(status => {
    document.getElementById('count')!.textContent = String(status.totals.pools);
  });
}
