// The options of dnsmasq: which are heeded is in statements.ts; these are the others that its manual lists.

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
  alias= auth-peer= auth-sec-servers= auth-server=! auth-soa=! auth-ttl=! auth-zone= bogus-nxdomain= bogus-priv
  conf-script= connmark-allowlist= connmark-allowlist-enable?! dnssec domain-needed dynamic-host= expand-hosts
  filter-A filter-AAAA filter-rr= filterwin2k ignore-address= interface-name= localise-queries localmx
  no-round-robin rev-server= selfmx stop-dns-rebind synth-domain=
`);

/** Options that have no bearing on the answers given here. */
export const IGNORED = forms(`
  add-cpe-id=! add-mac? add-subnet?! all-servers bind-dynamic bind-interfaces bootp-dynamic? bridge-interface=
  cache-rr= clear-on-reload conntrack dhcp-alternate-port?! dhcp-authoritative dhcp-boot=
  dhcp-broadcast? dhcp-circuitid= dhcp-client-update dhcp-duid= dhcp-fqdn dhcp-generate-names? dhcp-host=
  dhcp-hostsdir= dhcp-hostsfile= dhcp-ignore= dhcp-ignore-clid dhcp-ignore-names? dhcp-lease-max=!
  dhcp-leasefile?! dhcp-luascript= dhcp-mac= dhcp-match= dhcp-name-match= dhcp-no-override dhcp-option=
  dhcp-option-force= dhcp-optsdir= dhcp-optsfile= dhcp-proxy? dhcp-pxe-vendor= dhcp-range= dhcp-rapid-commit
  dhcp-relay= dhcp-remoteid= dhcp-reply-delay=! dhcp-script=! dhcp-scriptuser=! dhcp-sequential-ip dhcp-subscrid=
  dhcp-ttl=! dhcp-userclass= dhcp-vendorclass= dns-forward-max=! dns-loop-detect dnssec-check-unsigned?
  dnssec-debug dnssec-limits=! dnssec-no-timecheck dnssec-timestamp=! do-0x20-encode domain= domain-suffix=
  dumpfile=! dumpmask=! edns-packet-max=! enable-dbus?! enable-ra enable-tftp? enable-ubus?! except-interface=
  fast-dns-retry?! group?! interface= ipset= keep-in-foreground leasefile-ro leasequery? local-service?!
  log-async?! log-debug log-dhcp log-facility= log-malloc log-queries? max-cache-ttl=! max-port=!
  max-tcp-connections=! max-ttl=! min-cache-ttl=! min-port=! neg-ttl=! nftset= no-0x20-encode no-daemon
  no-dhcp-interface= no-dhcpv4-interface= no-dhcpv6-interface= no-hosts no-ident no-negcache no-ping no-poll
  pid-file?! port-limit=! proxy-dnssec pxe-prompt= pxe-service= query-port=! quiet-dhcp quiet-dhcp6 quiet-ra
  quiet-tftp ra-param= read-ethers rebind-domain-ok= rebind-localhost-ok resolv-file? script-arp script-on-renewal
  shared-network= strict-order strip-mac strip-subnet tag-if= test tftp-lowercase tftp-max=! tftp-mtu=!
  tftp-no-blocksize tftp-no-fail tftp-port-range= tftp-root= tftp-secure tftp-single-port tftp-unique-root?
  trust-anchor= umbrella?! use-stale-cache?! user?! version
`);
