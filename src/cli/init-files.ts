// The files that `rondo init` writes: a configuration and a zone with a pool, with comments that say what else may stand there.

/** A backend. */
export interface InitMember {
  readonly address: string;
  readonly port: number | undefined;
}

/** How it is seen that a backend works: a path that is asked for over HTTP, a TCP connection, or not at all. */
export type InitProbe = `/${string}` | 'tcp' | 'none';

/** What is to be served. */
export interface InitPlan {
  /** The name of the zone, without the dot at its end. */
  readonly zone: string;
  readonly members: readonly InitMember[];
  readonly probe: InitProbe;
  readonly listen: string;
  /** Upstreams for all other names; none refuses them. */
  readonly forward: readonly string[];
}

/** A text as YAML understands it: in quotes, when it might mean something else without. */
function scalar(text: string): string {
  return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$|^\d+\.\d+\.\d+\.\d+(:\d+)?$|^\/[\w/.-]*$/.test(text)
    ? text
    : JSON.stringify(text);
}

export function configText({ listen, forward }: InitPlan): string {
  return `# The configuration of Rondo. An edit takes effect when it is saved; \`rondo check\` shows what is wrong with it.

# Where queries are answered, over UDP and TCP.
listen: ${scalar(listen)}

# The zone files, relative to this one.
zones: zones/*.yaml

# Where all other names are asked for, such as [192.0.2.53, 198.51.100.53]; off refuses them.
forward: ${forward.length === 0 ? 'off' : `[${forward.map(scalar).join(', ')}]`}

# Metrics, and whether the server is ready: /metrics, /healthz and /readyz.
# admin: 127.0.0.1:9153
`;
}

export function zoneText({ zone, members, probe }: InitPlan): string {
  return `# The zone ${zone}: names at and below it are answered by this file.
zone: ${scalar(zone)}

pools:
  # "@" is the name of the zone itself. An answer has the members that work, another one first each time.
  "@":
${probeLines(probe)}    members:
${members.map(memberLine).join('')}
# Names without a pool. A relative name ends in that of the zone.
records:
  www: { CNAME: "@" }
`;
}

function probeLines(probe: InitProbe): string {
  if (probe === 'none')
    return `    # Without a probe all members are handed out, until an operator says \`rondo drain\`. With one:
    # probe: { http: / }
`;
  const key = probe === 'tcp' ? 'tcp: true' : `http: ${scalar(probe)}`;
  const good = probe === 'tcp' ? 'be connected to' : 'answer with a status from 200 to 399';
  return `    # Every second a member must ${good}. After 2 failures in a row it is out, after 2 successes back.
    probe: { ${key}, interval: 1s, timeout: 1s, fall: 2, rise: 2 }
`;
}

function memberLine({ address, port }: InitMember): string {
  const member = port === undefined ? '' : `, port: ${port}`;
  return `      - { address: ${scalar(address)}${member} }\n`;
}
