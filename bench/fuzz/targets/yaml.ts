// A zone in YAML, and a configuration: read with mistakes at places in it.
import { configSchema } from '../../../src/config/schema.js';
import { compileZone } from '../../../src/image/build.js';
import { Problems } from '../../../src/source/problem.js';
import { YamlDocument } from '../../../src/source/yaml-document.js';
import { readYamlZone } from '../../../src/zone/yaml/reader.js';
import { mustBe, type Target } from '../target.js';

function mustHavePlaces({ list }: Problems): void {
  for (const { place, message } of list) {
    mustBe(place.line > 0 && place.column > 0, 'a mistake has no place');
    mustBe(!message.startsWith('internal error'), message);
  }
}

export function yaml(): Target {
  return {
    name: 'yaml',
    mostMs: 5000,
    take(octets) {
      const text = octets.toString('utf8');
      const problems = new Problems();
      const zone = readYamlZone(text, { file: 'z', problems, modifiedSeconds: 1 });
      mustHavePlaces(problems);
      if (zone?.soa !== undefined && problems.list.length === 0) compileZone(zone, 1);
      const ofConfig = new Problems();
      YamlDocument.parse(text, 'rondo.yaml', ofConfig)?.validate(configSchema);
      mustHavePlaces(ofConfig);
    },
  };
}
