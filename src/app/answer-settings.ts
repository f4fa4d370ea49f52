// What the server tells of itself, from the configuration and the machine.
import { hostname } from 'node:os';
import type { CookieJar } from '../answer/cookie-jar.js';
import type { AnswerSettings } from '../answer/settings.js';
import type { Config } from '../config/config.js';
import { VERSION } from './version.js';

/** The settings that follow from a configuration. @param cookies makes the cookies when they are on */
export function answerSettings(config: Config, cookies: CookieJar): AnswerSettings {
  return { ...plainSettings(config), cookies: config.cookies.isOn ? cookies : undefined };
}

/** The same without cookies: plain data that can be posted to another thread. */
export function plainSettings(config: Config): Omit<AnswerSettings, 'cookies'> {
  const { nsid, identity = nsid, version } = config;
  return {
    isMinimal: config.minimal,
    nsid: hostText(nsid),
    identity: hostText(identity),
    version: toldText(version === 'on' ? `Rondo ${VERSION}` : version),
  };
}

function hostText(text: string | undefined): Uint8Array | undefined {
  return toldText(text === 'hostname' ? hostname() : text);
}

function toldText(text: string | undefined): Uint8Array | undefined {
  return text === undefined || text === 'off' ? undefined : new TextEncoder().encode(text);
}
