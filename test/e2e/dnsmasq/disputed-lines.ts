// Lines that dnsmasq takes and Rondo refuses, or the other way round, each with the reason.

/** What dnsmasq takes and Rondo refuses, or the other way round. */
export const DISPUTED: Readonly<Record<string, string>> = {
  'a value that says nothing is a mistake': `
address=
address=/
server=
server=/
local=
host-record=a.test,
host-record=a.test,b.test
host-record=a.test,60
host-record=,192.0.2.1
cname=a.test,
cname=,a.test
cname=a.test,,b.test
txt-record=
txt-record=,x
srv-host=
mx-host=,b.test
mx-target=
ptr-record=
ptr-record=,b.test
addn-hosts=
conf-file
conf-file=
conf-dir=
port=
local-ttl=
cache-size=`,
  'no query can carry such a name (RFC 1035 §3.1)': String.raw`
address=/..a.test/192.0.2.1
address=/a..test/192.0.2.1
address=/a\.test/192.0.2.1
server=/a..test/127.0.0.1
host-record=a..test,192.0.2.1
host-record=.a.test,192.0.2.1
cname=a..test,b.test
cname=a.test,b..test
txt-record=a..test,x
srv-host=a..test,b.test
srv-host=a.test,b..test
mx-host=a..test,b.test
mx-host=a.test,b..test
mx-target=b..test
ptr-record=a..test,b.test
ptr-record=a.test,b..test
caa-record=a..test,0,issue,x
dns-rr=a..test,65280`,
  'a space in a name that is in no quotes stands where a comma was meant': `
address=/a test/192.0.2.1
host-record=a b.test,192.0.2.1`,
  'a mistyped address or number is no name': `
host-record=a.test,192.0.2.1,1h
server=1.2.3
host-record=a.test,192.0.2.256
host-record=123,192.0.2.1
host-record=1.2,192.0.2.1
host-record=a:b,192.0.2.1
host-record=a.test,[2001:db8::1]
host-record=a.test,fe80::1%lo`,
  'a comma separates; a name with a comma is put in quotes': 'ptr-record=a.test,b.test,c.test',
  'a TTL has 31 bits (RFC 2181 §8)': `
host-record=a.test,192.0.2.1,2147483648
cname=a.test,b.test,4294967296
local-ttl=2147483648
local-ttl=4294967296`,
  'no datagram can be sent to port 0': 'server=127.0.0.1#0',
  'the record would be malformed, or of a type that is not for data': `
caa-record=a.test,256,issue,x
caa-record=a.test,0,,x
naptr-record=a.test,1,2,s,svc,re
dns-rr=a.test,0,ab
dns-rr=a.test,65536,ab
dns-rr=a.test,1,ab
dns-rr=a.test,15,ab
dns-rr=a.test,41
dns-rr=a.test,255`,
  'a zone has an SOA at its apex, which no alias can be beside (RFC 1034 §3.6.2)': `
address=/n.test/192.0.2.1|cname=n.test,a.test
local=/n.test/|cname=n.test,a.test`,
  'Rondo listens on addresses with a zone index too': 'listen-address=fe80::1%lo',
  'interface and source address stand in any order': 'server=127.0.0.1@127.0.0.1@lo',
  'the values of ignored options are not read': `
dhcp-range=x
local-service=x`,
  'options of later versions of dnsmasq are known': `
do-0x20-encode
no-0x20-encode
leasequery
log-malloc`,
  'quotes may stand where they change nothing': `
"address"=/n.test/192.0.2.1
txt-record=a.test,"a""b"`,
};
