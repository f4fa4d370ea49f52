// Mistakes in types, directives and parameters of services in master files: the place, the cause and what to do.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

describe('types and directives', () => {
  const [file, around] = KINDS.master;
  it.each<[string, string[]]>([
    [
      'MX 10 mail',
      [
        '5:7 error: expected a record type, found "mail" -> MX stands where the owner name belongs; indent the line to continue the owner above',
      ],
    ],
    [
      'TXT "v=spf1 -all"',
      [
        '5:5 error: expected a record type, found "v=spf1 -all" -> TXT stands where the owner name belongs; indent the line to continue the owner above',
      ],
    ],
    [
      'NS ns',
      [
        '5:6 error: expected a domain name, found the end of the record -> NS stands where the owner name belongs; indent the line to continue the owner above',
      ],
    ],
    [
      'mx 10 mail',
      [
        '5:7 error: expected a record type, found "mail" -> mx stands where the owner name belongs; indent the line to continue the owner above',
      ],
    ],
    [
      'x FOO bar',
      [
        '5:3 error: expected a record type, found "FOO" -> a type that is not known by its name is written as TYPEnnn \\# LENGTH HEX, such as TYPE65280 \\# 2 ABCD',
      ],
    ],
    [
      'x UINFO hello',
      [
        '5:9 error: expected RDATA of UINFO as \\# length hex, found "hello" -> the type has no other form; two octets are written as `UINFO \\# 2 ABCD`',
      ],
    ],
    [
      'x NXNAME \\# 0',
      [
        '5:3 error: expected a type that zones hold, found "NXNAME" -> NXNAME stands only in the lists of types of NSEC records (RFC 9824 §3.4)',
      ],
    ],
    [
      'x OPT \\# 0',
      [
        '5:3 error: expected a type that zones hold, found "OPT" -> this type stands in messages alone (RFC 6895 §3.1)',
      ],
    ],
    [
      '$DATE 20240101000000',
      [
        '5:1 warning: this line of a dump is passed over: TTLs count from now, not from its time -> take the line out when the file is a zone of your own',
      ],
    ],
    [
      '$TTL60',
      [
        '5:1 error: expected a directive ($ORIGIN $TTL $INCLUDE $GENERATE), found "$TTL60" -> write a space behind $TTL',
      ],
    ],
    [
      '$DOMAIN example.org',
      [
        '5:1 error: expected a directive ($ORIGIN $TTL $INCLUDE $GENERATE), found "$DOMAIN" -> did you mean $ORIGIN?',
      ],
    ],
    [
      '$LDN x',
      [
        '5:1 error: expected a directive ($ORIGIN $TTL $INCLUDE $GENERATE), found "$LDN" -> take the line out, or write \\$ for an owner that starts with a dollar sign',
      ],
    ],
    [
      '$INLCUDE hosts',
      [
        '5:1 error: expected a directive ($ORIGIN $TTL $INCLUDE $GENERATE), found "$INLCUDE" -> did you mean $INCLUDE?',
      ],
    ],
    [
      ' $TTL 60',
      ['5:2 error: expected a record type, found "$TTL" -> a directive stands at the very start of its line'],
    ],
    [
      'x SVCB 1 . alpn = h2',
      [
        '5:12 error: expected a list of protocol names of 1 to 255 octets, as h2,h3 after alpn=, found "alpn" -> a value follows directly behind =, as in alpn=VALUE',
      ],
    ],
    [
      'x HTTPS 1 . ALPN=h2',
      [
        '5:13 error: expected a SvcParam, as alpn=h2 or port=443, found "ALPN=h2" -> write the key in small letters: alpn',
      ],
    ],
    [
      'x HTTPS 1 . alpm=h2',
      ['5:13 error: expected a SvcParam, as alpn=h2 or port=443, found "alpm=h2" -> did you mean `alpn`?'],
    ],
    [
      'x HTTPS 1 . pvd',
      [
        '5:13 error: expected a SvcParam, as alpn=h2 or port=443, found "pvd" -> the form of pvd is not settled: write key11= and its octets',
      ],
    ],
    [
      'x HTTPS 1 . alpn=h2\\\\',
      [
        '5:13 error: expected a list of protocol names of 1 to 255 octets, as h2,h3 after alpn=, found "alpn=h2\\\\" -> a backslash in a list is written as \\\\\\\\ (RFC 9460 appendix A.1)',
      ],
    ],
    [
      'x HTTPS 1 alpn=h2',
      [
        '5:1 warning: the HTTPS record has alpn=h2 where the name of a host belongs -> write a dot for the owner itself: `. alpn=h2`',
      ],
    ],
    [
      'x HTTPS . alpn=h2',
      [
        '5:9 error: expected a number from 0 to 65535, found "." -> HTTPS has a priority, a host and parameters, as in `1 . alpn=h2`',
      ],
    ],
    [
      'x HTTPS 1 . alpn="h2" "h3"',
      ['5:23 error: expected a SvcParam, as alpn=h2 or port=443, found "h3": it must not stand in quotes'],
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});
