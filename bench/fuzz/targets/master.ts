// A master file: read with mistakes at places in it, and compiled when there are none.
import { nameFromText } from '../../../src/dns/name.js';
import { compileZone } from '../../../src/image/build.js';
import { Problems } from '../../../src/source/problem.js';
import { readMasterFile } from '../../../src/zone/master/reader.js';
import { mustBe, type Target } from '../target.js';

const origin = nameFromText('example.org');

export function master(): Target {
  return {
    name: 'master',
    mostMs: 5000,
    take(octets) {
      const problems = new Problems();
      const zone = readMasterFile(octets, { file: 'z', origin, problems });
      for (const { place, message } of problems.list) {
        mustBe(place.line > 0 && place.column > 0, 'a mistake has no place');
        mustBe(!message.startsWith('internal error'), message);
      }
      if (zone.soa !== undefined && problems.list.length === 0) compileZone(zone, 1);
    },
  };
}
