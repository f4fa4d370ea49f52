// `rondo import` of the files of load balancers: what comes of them, and what has no counterpart.
import { describe, expect, test } from 'vitest';
import { imported } from './imported.js';

describe('haproxy.cfg', () => {
  const cfg = `global
  maxconn 4000
defaults
  mode http
  timeout check 3s
  default-server inter 5s fall 3 rise 2
frontend www
  bind *:80
backend web_servers
  balance roundrobin
  option httpchk GET /healthz HTTP/1.1\\r\\nHost:\\ www.example.com
  http-check expect rstatus ^[23]
  server web1 10.0.0.11:8080 check weight 60 cookie one   # the big one
  server web2 10.0.0.12:8080 check weight 45
  server web3 10.0.0.13:8080 check disabled
  server spare [2001:db8::9]:8080 check backup
  server named www2.example.com:8080 check
backend cache from nothing
  balance first
  option redis-check
  option allbackups
  default-server downinter 10s
  server a 127.0.0.1:6379 check fastinter 500
  server b 127.0.0.1:6380 check
  server c 127.0.0.2:6379 check inter 1s
backend tls
  server s1 192.0.2.1:443 check ssl verify required ca-file ca.pem check-sni www.example.com
  server s2 192.0.2.2:443 weight 1000
`;

  test('backends become pools, checks probes', () => {
    const { files, errors, texts } = imported({ 'haproxy.cfg': cfg.replace('ca.pem', '@system-ca') });
    expect(errors).toEqual([]);
    const timing = { interval: '5s', timeout: '3s', fast: '5s', fall: 3, rise: 2 };
    expect(files['zones/haproxy.internal.yaml']).toEqual({
      zone: 'haproxy.internal',
      pools: {
        'web-servers': {
          probe: { http: '/healthz', host: 'www.example.com', status: ['200-299', '300-399'], ...timing },
          members: [
            { address: '10.0.0.11', port: 8080, weight: 60 },
            { address: '10.0.0.12', port: 8080, weight: 45 },
            { address: '2001:db8::9', port: 8080, weight: 1, backup: true },
            { host: 'www2.example.com', port: 8080, weight: 1 },
          ],
        },
        cache: {
          order: 'fixed',
          limit: 1,
          'all-backups': true,
          probe: { redis: true, ...timing, fast: '500ms', 'down-interval': '10s' },
          members: [
            { address: '127.0.0.1', port: 6379 },
            { address: '127.0.0.2', port: 6379 },
          ],
        },
        tls: {
          probe: { tcp: true, tls: true, sni: 'www.example.com', ...timing },
          members: [
            { address: '192.0.2.1', port: 443, weight: 1 },
            { address: '192.0.2.2', port: 443, weight: 256 },
          ],
        },
      },
    });
    expect(texts.get('zones/haproxy.internal.yaml')).toContain('# - { address: 10.0.0.13, port: 8080');
  });

  test('what has no counterpart is told of, line by line', () => {
    const { notes } = imported({ 'haproxy.cfg': cfg.replace('ca.pem', '@system-ca') });
    const places = notes.map(note => Number(note.split(':')[1]));
    expect([...new Set(places)].sort((a, b) => a - b)).toEqual([1, 4, 7, 13, 18, 24, 25, 26, 28]);
    expect(notes).toContain(
      'haproxy.cfg:24: server b 127.0.0.1:6380: an answer carries no ports, and 127.0.0.1 is a member already (line 23)',
    );
  });

  test('a probe that trusts a file of its own stands in rondo.yaml', () => {
    const { errors, files } = imported({ 'haproxy.cfg': cfg });
    expect(errors).toEqual([expect.stringContaining('ca.pem')]);
    expect(files).toMatchObject({
      'rondo.yaml': { probes: { tls: { tcp: true, tls: true, ca: 'ca.pem' } } },
      'zones/haproxy.internal.yaml': { pools: { tls: { probe: 'tls' } } },
    });
  });
});

test('nginx.conf: upstreams become pools, under the names of servers that pass all to them', () => {
  const { files, notes, errors } = imported({
    'nginx.conf': `events {}
http {
  include conf.d/*.conf;
  upstream static { ip_hash; server 10.0.1.1; server 10.0.1.2; server unix:/run/x.sock; }
}
stream { upstream pg { server 10.0.3.1:5432; server 10.0.3.2:5432 backup; } server { listen 5432; proxy_pass pg; } }
`,
    'conf.d/shop.conf': `upstream my_app { # the lesson
  server 10.0.0.11:8080 weight=60 max_fails=7 fail_timeout=10s;
  server 10.0.0.12:8080 weight=45 max_fails=7 fail_timeout=10s max_conns=100;
  server 10.0.0.19:8080 backup max_fails=7;
}
server { listen 80; server_name www.shop.example; return 301 https://$host$request_uri; }
server { server_name www.shop.example *.shop.example; location / { proxy_pass http://my_app; } }
server { server_name two.example; location / { proxy_pass http://my_app; } location ~ \\.css$ { proxy_pass http://static; } }
`,
  });
  expect(errors).toEqual([]);
  expect(files).toMatchObject({
    'zones/www.shop.example.yaml': {
      pools: {
        '@': {
          probe: { tcp: true, fall: 7, rise: 1, 'down-interval': '10s' },
          members: [
            { address: '10.0.0.11', port: 8080, weight: 60 },
            { address: '10.0.0.12', port: 8080, weight: 45 },
            { address: '10.0.0.19', port: 8080, weight: 1, backup: true },
          ],
        },
      },
    },
    'zones/nginx.internal.yaml': {
      pools: {
        static: {
          order: 'sticky',
          limit: 1,
          members: [
            { address: '10.0.1.1', port: 80 },
            { address: '10.0.1.2', port: 80 },
          ],
        },
        pg: {
          members: [
            { address: '10.0.3.1', port: 5432 },
            { address: '10.0.3.2', port: 5432, backup: true },
          ],
        },
      },
    },
  });
  expect(Object.keys(files)).not.toContain('zones/two.example.yaml');
  expect(notes.map(note => note.split(': ')[0])).toEqual(
    expect.arrayContaining(['nginx.conf:1', 'nginx.conf:4', 'conf.d/shop.conf:3', 'conf.d/shop.conf:8']),
  );
});
