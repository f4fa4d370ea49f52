// `rondo import` of the configuration and zones of gdnsd.
import { describe, expect, test } from 'vitest';
import { imported } from './imported.js';

describe('gdnsd', () => {
  const config = `options => { listen => [ 127.0.0.1:5391 ] max_ttl => 3600 } ; old comment
# services
service_types => {
  web => { plugin => http_status, port => 8080, url_path => /up, ok_codes => [ 200, 204 ], interval => 5, down_thresh => 3, up_thresh => 2 }
  script => { plugin => extmon, cmd => ["/bin/check", "--of=%%ITEM%%", "it's"] }
}
plugins => { $include{plugins.d/*} }
`;
  const plugins = `multifo => {
  www => { service_types => web, up_thresh => 0.3, lb01 => 192.0.2.1, lb02 => 192.0.2.2 }
}
simplefo => { chat => { service_types => script, addrs_v6 => { primary => 2001:DB8::1, secondary => 2001:db8::2 } } }
weighted => { corp => { service_types => web, lb01 => [ 192.0.2.31, 60 ], lb02 => [ 192.0.2.32, 45 ] } }
metafo => { resources => { prod => { service_types => web, datacenters => [ a, b ],
  dcmap => { a => %multifo!www, b => { x => 192.0.2.61, y => 192.0.2.62 } } } } }
geoip => { maps => {} }
`;
  const zone = `@ SOA ns1 admin ( 1 7200 30M 3D 900 )
  NS ns1.@Z
ns1 A 192.0.2.53
www 600/10 DYNA multifo!www
chat 120 DYNA simplefo!chat
$ORIGIN sub
corp 300/30 DYNC weighted!corp
prod 60/5 DYNA metafo!prod
far 60 DYNA geoip!far
  TXT "of far"
`;

  test('resources become entries under health, service types probes, DYNA addresses', () => {
    const { files, texts, notes, errors } = imported({
      'gdnsd/config': config,
      'gdnsd/plugins.d/all': plugins,
      'gdnsd/zones/example.com': zone,
    });
    expect(errors).toEqual([]);
    expect(files['rondo.yaml']).toEqual({
      listen: ['127.0.0.1:5391'],
      zones: [{ file: 'zones/example.com.zone', origin: 'example.com', format: 'master' }],
      probes: {
        web: {
          http: '/up',
          status: [200, 204],
          port: 8080,
          interval: '5s',
          timeout: '2s500ms',
          fast: '5s',
          fall: 3,
          rise: 2,
        },
        script: {
          exec: ['/bin/sh', '-c', `exec '/bin/check' '--of='"$RONDO_ADDRESS" 'it'\\''s'`],
          interval: '10s',
          timeout: '5s',
          fast: '10s',
          fall: 10,
          rise: 20,
        },
      },
      health: [
        { match: 'www.example.com A', use: 'web', ttl: 10, 'panic-below': '30%' },
        { match: 'chat.example.com AAAA', use: 'script', ttl: 60, backups: { '2001:db8::2': 1 } },
        {
          match: 'corp.sub.example.com A',
          use: 'web',
          ttl: 30,
          order: 'weighted',
          limit: 1,
          'panic-below': '50%',
          weights: { '192.0.2.31': 60, '192.0.2.32': 45 },
        },
        {
          match: 'prod.sub.example.com A',
          use: 'web',
          ttl: 5,
          'all-backups': true,
          backups: { '192.0.2.61': 1, '192.0.2.62': 1 },
        },
      ],
    });
    const lines = texts.get('zones/example.com.zone')!.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '$TTL 86400',
        '  NS ns1.example.com.',
        'www 10 A 192.0.2.2',
        'far  TXT "of far"',
      ]),
    );
    expect(notes.map(note => note.split(': ')[0])).toEqual(
      expect.arrayContaining(['gdnsd/config:1', 'gdnsd/plugins.d/all:8', 'gdnsd/zones/example.com:9']),
    );
  });

  test.each([
    ['options => {\n', 'config:1:12: error: the brace is not closed'],
    ['options => [ 1', 'config:1:12: error: the bracket is not closed'],
    ['options {}', 'config:1:8: error: expected => and a value'],
    ['options => $include{none}\n', 'config:1:12: error: cannot read none: there is no such file'],
    [`options => ${'['.repeat(99)}`, 'config:1:62: error: values nest over 50 deep'],
  ])('%s', (text, error) => {
    expect(imported({ config: text }, 'gdnsd').errors).toEqual([error]);
  });
});
