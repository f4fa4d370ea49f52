// The options of dnsmasq that are not heeded; those that are stand in statements.ts.

/** What a line with the option looks like. */
export interface OptionForm {
  /** Whether a value follows. */
  readonly value: 'required' | 'optional' | 'none';
  /** Whether a second line with it is a mistake. */
  readonly once: boolean;
}

/** From words: `name` has no value, `name=` needs one, `name?` may have one; with `!` it comes once at most. */
function forms(text: string): ReadonlyMap<string, OptionForm> {
  const read = (word: string): [string, OptionForm] => {
    const [, name, mark, bang] = /^([\w-]+)([=?]?)(!?)$/.exec(word)!;
    const value = mark === '=' ? 'required' : mark === '?' ? 'optional' : 'none';
    return [name, { value, once: bang === '!' }];
  };
  return new Map(text.trim().split(/\s+/).map(read));
}

/** Options that would change answers, or what is forwarded, but do not here; each is warned about where it stands. */
export const UNSUPPORTED = forms(`
  add-cpe-id=! add-mac? add-subnet?! auth-peer= auth-sec-servers= auth-server=! auth-soa=! auth-ttl=! auth-zone=
  bind-dynamic bind-interfaces conf-script= conntrack connmark-allowlist= connmark-allowlist-enable?! dns-forward-max=!
  dns-loop-detect dnssec dnssec-check-unsigned? dnssec-limits=! dnssec-no-timecheck dnssec-timestamp=!
  do-0x20-encode dynamic-host= edns-packet-max=! except-interface= fast-dns-retry?! filterwin2k interface=
  interface-name= ipset= local-service?! localise-queries localmx max-port=! max-tcp-connections=! min-port=! nftset=
  no-0x20-encode no-ident no-round-robin port-limit=! proxy-dnssec query-port=! selfmx strip-mac strip-subnet
  synth-domain= trust-anchor= umbrella?!
`);

const LISTENING = 'where to answer is said by listen-address= or `listen`';
const PORTS = 'queries leave from random ports';
const SETS = 'sets of the firewall are not filled';

/** Why some of them do not, or what is in their place. */
export const IN_PLACE: ReadonlyMap<string, string> = new Map([
  ['bind-dynamic', LISTENING],
  ['bind-interfaces', LISTENING],
  ['except-interface', LISTENING],
  ['interface', LISTENING],
  ['local-service', 'who may have names forwarded is said by `allow`'],
  ['max-port', PORTS],
  ['min-port', PORTS],
  ['query-port', PORTS],
  ['port-limit', PORTS],
  ['ipset', SETS],
  ['nftset', SETS],
  ['no-round-robin', 'the addresses of a name take turns'],
  ['max-tcp-connections', 'see `tcp` in rondo.yaml'],
  ['no-ident', 'see `version` and `identity` in rondo.yaml'],
  ['dnssec', 'answers are passed on as they are, with their signatures'],
  ['fast-dns-retry', 'queries are sent again in any case'],
]);

/** Options that say what is so here in any case, or that are about other things than what is answered. */
export const SILENT = forms('cache-rr= clear-on-reload no-hosts test version');

/** Options of other services, of the process and of its log. */
export const IGNORED = forms(`
  bootp-dynamic? bridge-interface= dhcp-alternate-port?! dhcp-authoritative dhcp-boot=
  dhcp-broadcast? dhcp-circuitid= dhcp-client-update dhcp-duid= dhcp-fqdn dhcp-generate-names? dhcp-host=
  dhcp-hostsdir= dhcp-hostsfile= dhcp-ignore= dhcp-ignore-clid dhcp-ignore-names? dhcp-lease-max=!
  dhcp-leasefile?! dhcp-luascript= dhcp-mac= dhcp-match= dhcp-name-match= dhcp-no-override dhcp-option=
  dhcp-option-force= dhcp-optsdir= dhcp-optsfile= dhcp-proxy? dhcp-pxe-vendor= dhcp-range= dhcp-rapid-commit
  dhcp-relay= dhcp-remoteid= dhcp-reply-delay=! dhcp-script=! dhcp-scriptuser=! dhcp-sequential-ip dhcp-subscrid=
  dhcp-ttl=! dhcp-userclass= dhcp-vendorclass= dnssec-debug domain-suffix= dumpfile=! dumpmask=! enable-dbus?! enable-ra
  enable-tftp? enable-ubus?! group?! keep-in-foreground leasefile-ro leasequery? log-async?! log-debug log-dhcp
  log-facility= log-malloc log-queries? no-daemon no-dhcp-interface= no-dhcpv4-interface= no-dhcpv6-interface= no-ping
  pid-file?! pxe-prompt= pxe-service= quiet-dhcp quiet-dhcp6 quiet-ra quiet-tftp ra-param= read-ethers script-arp
  script-on-renewal shared-network= tag-if= tftp-lowercase tftp-max=! tftp-mtu=! tftp-no-blocksize tftp-no-fail
  tftp-port-range= tftp-root= tftp-secure tftp-single-port tftp-unique-root? user?!
`);
