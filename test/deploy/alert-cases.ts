// For each alert: series with which it fires, and such with which it does not.

/** Series of one server, with a value for each minute as promtool writes them, and what becomes of an alert. */
export interface AlertCase {
  readonly series: Readonly<Record<string, string>>;
  readonly atMinute: number;
  /** The labels of what fires; nothing does when absent. */
  readonly fires?: Readonly<Record<string, string>>;
}

const SERVER = 'job="rondo",instance="a:9153"';
const server = { job: 'rondo', instance: 'a:9153' };
const POOL = `${SERVER},pool="app.test A"`;
const pool = { ...server, pool: 'app.test A' };
const MEMBER = `${POOL},backend="192.0.2.1:80"`;
const member = { ...pool, backend: '192.0.2.1:80' };
const critical = { severity: 'critical' };
const warning = { severity: 'warning' };
/** Midnight of 1 January 1970 is the first minute. */
const DAY_S = 86_400;

const state = (name: string, values: string) => ({ [`rondo_pool_state{${POOL},state="${name}"}`]: values });
const up = (values: string) => ({ [`rondo_backend_up{${MEMBER}}`]: values });
const admin = (name: string) => ({ [`rondo_backend_admin_state{${MEMBER},state="${name}"}`]: '1x30' });
const requests = (rcode: string, values: string) => ({
  [`rondo_dns_requests_total{${SERVER},zone=".",type="A",proto="udp",family="1",rcode="${rcode}"}`]: values,
});
const build = { [`rondo_build_info{${SERVER},version="1.0.0",node="v20"}`]: '1x120' };
const of = (metric: string, values: string, labels = '') => ({ [`${metric}{${SERVER}${labels}}`]: values });

export const ALERT_CASES: Readonly<Record<string, readonly AlertCase[]>> = {
  RondoPoolEmpty: [
    { series: state('empty', '_ 1x5'), atMinute: 3, fires: { ...pool, state: 'empty', ...critical } },
    { series: state('empty', '1 _x5'), atMinute: 7 },
    { series: state('fallback', '1x5'), atMinute: 3 },
  ],
  RondoPoolOnFallback: [
    { series: state('fallback', '_ 1x5'), atMinute: 3, fires: { ...pool, state: 'fallback', ...critical } },
    { series: state('degraded', '1x5'), atMinute: 3 },
    { series: { ...state('whole', '1x5'), ...state('fallback', '_x3 1x2') }, atMinute: 3 },
  ],
  RondoMemberDown: [
    { series: { ...up('1 0x30'), ...admin('ready') }, atMinute: 15, fires: { ...member, ...warning } },
    { series: { ...up('1 0x30'), ...admin('up') }, atMinute: 15, fires: { ...member, ...warning } },
    { series: { ...up('0x5 1 0x9'), ...admin('ready') }, atMinute: 13 },
    { series: { ...up('0x30'), ...admin('maint') }, atMinute: 20 },
    { series: { ...up('0x30'), ...admin('drain') }, atMinute: 20 },
  ],
  RondoMemberFlapping: [
    {
      series: { [`rondo_backend_downs_total{${MEMBER}}`]: '0+0.25x40' },
      atMinute: 35,
      fires: { ...member, ...warning },
    },
    {
      series: { [`rondo_backend_held{${MEMBER}}`]: '0x3 1x5' },
      atMinute: 5,
      fires: { ...member, ...warning },
    },
    { series: { [`rondo_backend_downs_total{${MEMBER}}`]: '0x10 1x10 2x20' }, atMinute: 35 },
  ],
  RondoCertificateExpiring: [
    {
      series: { [`rondo_backend_certificate_expiry_timestamp_seconds{${MEMBER}}`]: `${13 * DAY_S}x20` },
      atMinute: 15,
      fires: { ...member, ...warning },
    },
    {
      series: { [`rondo_backend_certificate_expiry_timestamp_seconds{${MEMBER}}`]: `${15 * DAY_S}x20` },
      atMinute: 15,
    },
  ],
  RondoSourceFailing: [
    {
      series: of('rondo_source_failing', '1x10', ',source="list"'),
      atMinute: 6,
      fires: { ...server, source: 'list', ...warning },
    },
    { series: of('rondo_source_failing', '1x3 0 1x6', ',source="list"'), atMinute: 8 },
  ],
  RondoSecondaryFailing: [
    {
      series: of('rondo_secondary_zones', '2x40', ',state="failing"'),
      atMinute: 35,
      fires: { ...server, state: 'failing', ...warning },
    },
    {
      series: of('rondo_secondary_zones', '1x40', ',state="waiting"'),
      atMinute: 35,
      fires: { ...server, state: 'waiting', ...warning },
    },
    { series: of('rondo_secondary_zones', '2x20 0 1x20', ',state="failing"'), atMinute: 35 },
    { series: of('rondo_secondary_zones', '2x40', ',state="good"'), atMinute: 35 },
  ],
  RondoSecondaryExpired: [
    {
      series: of('rondo_secondary_zones', '0x3 1x5', ',state="expired"'),
      atMinute: 6,
      fires: { ...server, state: 'expired', ...critical },
    },
    { series: of('rondo_secondary_zones', '0x9', ',state="expired"'), atMinute: 6 },
  ],
  RondoNotifyFailing: [
    {
      series: of('rondo_dns_notify_failing', '1x20', ',to="192.0.2.53:53"'),
      atMinute: 16,
      fires: { ...server, ...warning, to: '192.0.2.53:53' },
    },
    { series: of('rondo_dns_notify_failing', '1x10 0 1x10', ',to="192.0.2.53:53"'), atMinute: 20 },
  ],
  RondoProberSuspect: [
    { series: of('rondo_prober_suspect', '1x5'), atMinute: 2, fires: { ...server, ...critical } },
    { series: of('rondo_prober_suspect', '1 0 1 0 1'), atMinute: 4 },
  ],
  RondoProbesLate: [
    { series: of('rondo_prober_late', '7x10'), atMinute: 6, fires: { ...server, ...warning } },
    { series: of('rondo_prober_late', '0x10'), atMinute: 6 },
  ],
  RondoUpstreamFailing: [
    {
      series: of('rondo_forward_up', '0x5', ',to="192.0.2.53"'),
      atMinute: 3,
      fires: { ...server, to: '192.0.2.53', ...warning },
    },
    { series: of('rondo_forward_up', '0 1 0 0', ',to="192.0.2.53"'), atMinute: 3 },
  ],
  RondoNoUpstream: [
    {
      series: {
        ...of('rondo_forward_up', '0x5', ',to="192.0.2.53"'),
        ...of('rondo_forward_up', '0x5', ',to="192.0.2.54"'),
      },
      atMinute: 2,
      fires: { ...server, ...critical },
    },
    {
      series: {
        ...of('rondo_forward_up', '0x5', ',to="192.0.2.53"'),
        ...of('rondo_forward_up', '1x5', ',to="192.0.2.54"'),
      },
      atMinute: 2,
    },
  ],
  RondoDown: [
    { series: of('up', '1 0x5'), atMinute: 3, fires: { ...server, ...critical } },
    { series: of('up', '1 0 1 0 1'), atMinute: 4 },
  ],
  RondoNoAnswers: [
    {
      series: { ...build, ...requests('NOERROR', '0+600x30 18000x60') },
      atMinute: 45,
      fires: { ...server, version: '1.0.0', node: 'v20', ...critical },
    },
    // It was started anew, and nobody has asked since.
    {
      series: { ...build, ...requests('NOERROR', '0+600x30 _x60') },
      atMinute: 45,
      fires: { ...server, version: '1.0.0', node: 'v20', ...critical },
    },
    { series: { ...build, ...requests('NOERROR', '0+600x90') }, atMinute: 45 },
    // It never had much to do.
    { series: { ...build, ...requests('NOERROR', '0 1x90') }, atMinute: 45 },
    { series: build, atMinute: 45 },
  ],
  RondoServfail: [
    {
      series: { ...requests('NOERROR', '0+600x30'), ...requests('SERVFAIL', '0+60x30') },
      atMinute: 20,
      fires: { ...server, ...warning },
    },
    { series: { ...requests('NOERROR', '0+600x30'), ...requests('SERVFAIL', '0+6x30') }, atMinute: 20 },
    { series: { ...requests('NOERROR', '0+1x30'), ...requests('SERVFAIL', '0+1x30') }, atMinute: 20 },
  ],
  RondoReloadFailed: [
    {
      series: of('rondo_config_last_reload_success', '1 0x10'),
      atMinute: 7,
      fires: { ...server, ...warning },
    },
    { series: of('rondo_config_last_reload_success', '1 0x2 1 0x3'), atMinute: 7 },
  ],
  RondoZoneLeftOut: [
    {
      series: of('rondo_zone_state', '1x5', ',zone="app.test",state="left out"'),
      atMinute: 2,
      fires: { ...server, zone: 'app.test', state: 'left out', ...critical },
    },
    { series: of('rondo_zone_state', '1x5', ',zone="app.test",state="kept"'), atMinute: 2 },
    { series: of('rondo_zone_state', '1x5', ',zone="app.test",state="good"'), atMinute: 2 },
  ],
  RondoAdminCertificateExpiring: [
    {
      series: of('rondo_admin_certificate_expiry_timestamp_seconds', `${3 * DAY_S}x20`),
      atMinute: 15,
      fires: { ...server, ...warning },
    },
    { series: of('rondo_admin_certificate_expiry_timestamp_seconds', `${15 * DAY_S}x20`), atMinute: 15 },
  ],
  RondoListenerCertificateExpiring: [
    {
      series: of(
        'rondo_listener_certificate_expiry_timestamp_seconds',
        `${3 * DAY_S}x20`,
        ',listen="192.0.2.1:853"',
      ),
      atMinute: 15,
      fires: { ...server, listen: '192.0.2.1:853', ...warning },
    },
    {
      series: of(
        'rondo_listener_certificate_expiry_timestamp_seconds',
        `${15 * DAY_S}x20`,
        ',listen="192.0.2.1:853"',
      ),
      atMinute: 15,
    },
  ],
  RondoAdminGuessed: [
    {
      series: {
        ...of('rondo_admin_refused_total', '0+1x20', ',reason="token"'),
        ...of('rondo_admin_refused_total', '0+1x20', ',reason="password"'),
      },
      atMinute: 16,
      fires: { ...server, ...warning },
    },
    { series: of('rondo_admin_refused_total', '0+1x20', ',reason="token"'), atMinute: 16 },
    { series: of('rondo_admin_refused_total', '0+100x20', ',reason="host"'), atMinute: 16 },
  ],
  RondoNotificationsLost: [
    {
      series: of('rondo_notify_failed_total', '0x5 1x20', ',receiver="chat"'),
      atMinute: 8,
      fires: { ...server, receiver: 'chat', ...warning },
    },
    { series: of('rondo_notify_failed_total', '3x30', ',receiver="chat"'), atMinute: 8 },
  ],
  RondoRestarting: [
    {
      series: of('process_start_time_seconds', '1x5 400x5 700x5 1000x5'),
      atMinute: 20,
      fires: { ...server, ...warning },
    },
    { series: of('process_start_time_seconds', '1x5 400x15'), atMinute: 20 },
    { series: { 'process_start_time_seconds{job="other",instance="b"}': '1 2 3 4 5 6' }, atMinute: 5 },
  ],
  RondoInternalErrors: [
    { series: of('rondo_dns_failures_total', '0x5 2x20'), atMinute: 8, fires: { ...server, ...warning } },
    {
      series: of('rondo_answer_thread_restarts_total', '0x5 1x20'),
      atMinute: 8,
      fires: { ...server, ...warning },
    },
    {
      series: {
        ...of('rondo_dns_failures_total', '2x20'),
        ...of('rondo_answer_thread_restarts_total', '1x20'),
      },
      atMinute: 8,
    },
  ],
  RondoOverloaded: [
    {
      series: of('rondo_dns_dropped_total', '0+120x20', ',reason="overloaded"'),
      atMinute: 12,
      fires: { ...server, reason: 'overloaded', ...warning },
    },
    { series: of('rondo_dns_dropped_total', '0+6x20', ',reason="overloaded"'), atMinute: 12 },
    { series: of('rondo_dns_dropped_total', '0+120x20', ',reason="malformed"'), atMinute: 12 },
  ],
  RondoRateLimiting: [
    {
      series: of('rondo_dns_rate_limited_total', '0+1200x30', ',action="drop"'),
      atMinute: 20,
      fires: { ...server, ...warning },
    },
    { series: of('rondo_dns_rate_limited_total', '0+60x30', ',action="slip"'), atMinute: 20 },
    { series: of('rondo_dns_rate_limited_total', '0+1200x30', ',action="dry-run"'), atMinute: 20 },
  ],
  RondoFewDescriptors: [
    {
      series: {
        ...of('rondo_descriptors_used', '95x20', ',use="streams"'),
        ...of('rondo_descriptors_share', '100x20', ',use="streams"'),
      },
      atMinute: 12,
      fires: { ...server, use: 'streams', ...warning },
    },
    {
      series: {
        ...of('rondo_descriptors_used', '80x20 0x20', ',use="streams"'),
        ...of('rondo_descriptors_share', '100x20 0x20', ',use="streams"'),
      },
      atMinute: 35,
    },
  ],
};
