// The metrics of backends: what is said of each, in the exposition format, while others have their turn.
import { expect, test } from 'vitest';
import { type BackendSample, backendText } from '../../src/observe/backend-metrics.js';

const sample: BackendSample = {
  pool: 'app.test A',
  backend: '192.0.2.1:80',
  up: true,
  held: false,
  admin: 'ready',
  checks: 7,
  failures: 2,
  checkSeconds: 0.25,
  certificateEndSeconds: 1_800_000_000,
  downs: 3,
  downSeconds: 12.5,
  sinceSeconds: 4,
  answers: 20,
  first: 9,
};

test('each family says what it is, once, and has a line for each backend', async () => {
  const other = { ...sample, backend: '[2001:db8::1]:80', up: false, held: true, admin: 'drain' as const };
  const unknown = { checkSeconds: undefined, certificateEndSeconds: undefined, answers: undefined };
  const text = (await backendText([[sample, { ...other, ...unknown }]])).join('');
  expect(text.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^# HELP rondo_backend_up ./),
    '# TYPE rondo_backend_up gauge',
    'rondo_backend_up{pool="app.test A",backend="192.0.2.1:80"} 1',
    'rondo_backend_up{pool="app.test A",backend="[2001:db8::1]:80"} 0',
    expect.stringMatching(/^# HELP rondo_backend_admin_state ./),
    '# TYPE rondo_backend_admin_state gauge',
    'rondo_backend_admin_state{pool="app.test A",backend="192.0.2.1:80",state="ready"} 1',
    'rondo_backend_admin_state{pool="app.test A",backend="[2001:db8::1]:80",state="drain"} 1',
    expect.stringMatching(/^# HELP rondo_backend_held ./),
    '# TYPE rondo_backend_held gauge',
    'rondo_backend_held{pool="app.test A",backend="192.0.2.1:80"} 0',
    'rondo_backend_held{pool="app.test A",backend="[2001:db8::1]:80"} 1',
    expect.stringMatching(/^# HELP rondo_backend_check_duration_seconds ./),
    '# TYPE rondo_backend_check_duration_seconds gauge',
    'rondo_backend_check_duration_seconds{pool="app.test A",backend="192.0.2.1:80"} 0.25',
    expect.stringMatching(/^# HELP rondo_backend_certificate_expiry_timestamp_seconds ./),
    '# TYPE rondo_backend_certificate_expiry_timestamp_seconds gauge',
    'rondo_backend_certificate_expiry_timestamp_seconds{pool="app.test A",backend="192.0.2.1:80"} 1800000000',
    expect.stringMatching(/^# HELP rondo_backend_checks_total ./),
    '# TYPE rondo_backend_checks_total counter',
    'rondo_backend_checks_total{pool="app.test A",backend="192.0.2.1:80"} 7',
    'rondo_backend_checks_total{pool="app.test A",backend="[2001:db8::1]:80"} 7',
    expect.stringMatching(/^# HELP rondo_backend_check_failures_total ./),
    '# TYPE rondo_backend_check_failures_total counter',
    'rondo_backend_check_failures_total{pool="app.test A",backend="192.0.2.1:80"} 2',
    'rondo_backend_check_failures_total{pool="app.test A",backend="[2001:db8::1]:80"} 2',
    expect.stringMatching(/^# HELP rondo_backend_downs_total ./),
    '# TYPE rondo_backend_downs_total counter',
    'rondo_backend_downs_total{pool="app.test A",backend="192.0.2.1:80"} 3',
    'rondo_backend_downs_total{pool="app.test A",backend="[2001:db8::1]:80"} 3',
    expect.stringMatching(/^# HELP rondo_backend_down_seconds_total ./),
    '# TYPE rondo_backend_down_seconds_total counter',
    'rondo_backend_down_seconds_total{pool="app.test A",backend="192.0.2.1:80"} 12.5',
    'rondo_backend_down_seconds_total{pool="app.test A",backend="[2001:db8::1]:80"} 12.5',
    expect.stringMatching(/^# HELP rondo_backend_last_change_seconds ./),
    '# TYPE rondo_backend_last_change_seconds gauge',
    'rondo_backend_last_change_seconds{pool="app.test A",backend="192.0.2.1:80"} 4',
    'rondo_backend_last_change_seconds{pool="app.test A",backend="[2001:db8::1]:80"} 4',
    expect.stringMatching(/^# HELP rondo_backend_answers_total ./),
    '# TYPE rondo_backend_answers_total counter',
    'rondo_backend_answers_total{pool="app.test A",backend="192.0.2.1:80"} 20',
    expect.stringMatching(/^# HELP rondo_backend_first_total ./),
    '# TYPE rondo_backend_first_total counter',
    'rondo_backend_first_total{pool="app.test A",backend="192.0.2.1:80"} 9',
    'rondo_backend_first_total{pool="app.test A",backend="[2001:db8::1]:80"} 9',
  ]);
});

test('what a label may not hold is escaped', async () => {
  const [text] = (await backendText([[{ ...sample, pool: 'a"b\\c\n A' }]])).slice(1);
  expect(text).toBe('rondo_backend_up{pool="a\\"b\\\\c\\n A",backend="192.0.2.1:80"} 1\n');
});

test('others have their turn before all pools are done', async () => {
  let isDone = false;
  const busy = function* () {
    for (let pool = 0; pool < 1000 && !isDone; pool++) {
      const untilMs = performance.now() + 1;
      while (performance.now() < untilMs);
      yield [sample];
    }
  };
  setImmediate(() => {
    isDone = true;
  });
  await backendText(busy());
  expect(isDone).toBe(true);
});
