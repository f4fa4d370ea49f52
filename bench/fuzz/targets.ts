// The targets by name; each is loaded when it is wanted.
import type { Target } from './target.js';

export const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  query: async () => (await import('./targets/query.js')).query(),
  stream: async () => (await import('./targets/stream.js')).stream(),
  tcp: async () => (await import('./targets/tcp.js')).tcp(),
  tls: async () => (await import('./targets/tls.js')).tls(),
  https: async () => (await import('./targets/https.js')).https(),
  proxy: async () => (await import('./targets/proxy.js')).proxy(),
  upstream: async () => (await import('./targets/upstream.js')).upstream(),
  probe: async () => (await import('./targets/probe.js')).probe(),
  tsig: async () => (await import('./targets/tsig.js')).tsig(),
  master: async () => (await import('./targets/master.js')).master(),
  yaml: async () => (await import('./targets/yaml.js')).yaml(),
  api: async () => (await import('./targets/api.js')).api(),
};
