$TTL 1d	; 24 hours could have been written as 24h or 1D
$ORIGIN example.com.
@  1D  IN	 SOA ns1.example.com.	hostmaster.example.com. (
			      2025112701 ; serial
			      3H ; refresh
			      15M ; retry
			      1w ; expire
			      3h ; nxdomain ttl
			     )
       IN  NS     ns1.example.com. ; in the domain
       IN  NS     ns2
       IN  MX  10 mx1
	   MX  20 mx2
       IN  TXT    "v=spf1 ip4:192.0.2.0/24 include:_spf.partner.test -all"
	   TXT	  ( "google-site-verification=abc"
		    "DEF;123" )
	   CAA    0 issue "letsencrypt.org"
ns1    IN  A      192.0.2.53
	   AAAA   2001:db8:0:53::53
ns2    IN  A      192.0.2.54
           AAAA   2001:db8:0:53::54
mx1	5M IN A   192.0.2.25
mx2	IN 300 A  192.0.2.26
; the web farm
www	60	A	192.0.2.80
	60	A	192.0.2.81
	60	A	192.0.2.82
@		A	192.0.2.80
ftp	CNAME	www
*.dev	A	192.0.2.99
_sip._tcp	SRV 10 60 5060 sip1
		SRV 10 40 5060 sip2
sip1	A	192.0.2.61
sip2	A	192.0.2.62
_dmarc	TXT	"v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com"
sel2019._domainkey IN TXT ( "v=DKIM1; k=rsa; "
	"p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC5N3lnvvrYgPCRSoqn"
	"TBRIcEDtQAB" )
host\.dot	A	192.0.2.70
$GENERATE 10-13 dhcp-$ A 192.0.2.$
; delegated to the people of the lab
lab	NS	ns.lab
ns.lab	A	192.0.2.200
$TTL 300
$INCLUDE zones/common.inc
$ORIGIN eu.example.com.
www	A	198.51.100.80
@	TXT	since\ 2016
