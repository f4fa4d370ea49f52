// GET zones, GET zones/{zone}, and below it its records, its text, and what changed.
import { serialOf } from '../../image/soa-serial.js';
import { copyOf, refuseUntransferred } from '../../operate/secondary-zones.js';
import { behindIn } from '../../operate/told-secondaries.js';
import { updatedIn } from '../../operate/updated-zones.js';
import { exportText, zoneRecords } from '../../operate/zone-records.js';
import { followingOf, listZones, oneZone, zoneCalled, zoneSteps } from '../../operate/zone-view.js';
import type { ZoneVersion } from '../../store/zone-version.js';
import {
  changesView,
  recordsRequest,
  recordsView,
  zoneRequest,
  zonesRequest,
  zonesView,
  zoneView,
} from '../../view/zones.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, objectRoute, pageRoute } from '../route.js';

/** The zone that a request names. @throws RequestError when it is not served */
function versionOf({ state, secondaries }: ControlledServer, name: string) {
  refuseUntransferred(secondaries.all, name);
  return zoneCalled(state.generation, name);
}

/** Of which version of a zone something is told. */
function headOf(version: ZoneVersion) {
  return { zone: version.label, serial: serialOf(version.image), ...followingOf(version) };
}

export const zones = objectRoute({
  method: 'GET',
  path: '/api/v1/zones',
  access: ACCESS.READ,
  summary: 'zones that are served',
  input: zonesRequest,
  output: zonesView,
  run: ({ state }: ControlledServer, request) => listZones(state.generation, request),
});

export const zone = jsonRoute({
  method: 'GET',
  path: '/api/v1/zones/{zone}',
  access: ACCESS.READ,
  summary: 'one zone, and how many records it has',
  input: zoneRequest,
  output: zoneView,
  async run(server: ControlledServer, request) {
    const { generation, told, clock } = server.state;
    const version = versionOf(server, request.zone);
    const view = await oneZone(generation, version);
    const updated = updatedIn(version, server.updates, generation);
    const behind = behindIn(told, view.zone, clock.now());
    return { ...view, ...updated, ...behind, ...copyOf(server.secondaries.all, view.zone) };
  },
});

export const records = objectRoute({
  method: 'GET',
  path: '/api/v1/zones/{zone}/records',
  access: ACCESS.READ,
  summary: 'the records of a zone, in canonical order of their names',
  input: recordsRequest,
  output: recordsView,
  async run(server: ControlledServer, request) {
    const version = versionOf(server, request.zone);
    return { ...headOf(version), records: zoneRecords(version.image, request) };
  },
});

export const zoneFile = pageRoute({
  path: '/api/v1/zones/{zone}/export',
  summary: 'a zone as a zone file',
  contentType: 'text/dns',
  input: zoneRequest,
  run: (server: ControlledServer, request) => ({
    parts: exportText(versionOf(server, request.zone).image),
  }),
});

export const changes = objectRoute({
  method: 'GET',
  path: '/api/v1/zones/{zone}/changes',
  access: ACCESS.READ,
  summary: 'what changed in a zone, from serial to serial',
  input: zoneRequest,
  output: changesView,
  async run(server: ControlledServer, request) {
    const version = versionOf(server, request.zone);
    return { ...headOf(version), changes: zoneSteps(server.state.journal.of(version.label)) };
  },
});
