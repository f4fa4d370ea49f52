// What systemd is told of this server (sd_notify(3)): when it answers, reads its files, stops, and that its threads take notice.
import { writeSync } from 'node:fs';
import { type Cancel, type Clock, systemClock } from '../time/clock.js';
import { loadSystem } from '../transport/batch/system.js';

/** unix(7), socket(2) on Linux. */
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
/** The longest path of a unix socket, in octets. */
const MAX_PATH = 107;
/** In the time after which systemd takes a server for dead, it hears of it so often. */
const WORDS_IN_TIME = 3;

/** Sends one message. @throws Error when it cannot */
type Send = (text: string) => void;

/** What may be heard of a service manager. */
export interface ManagerOptions {
  readonly send: Send;
  /** Told when threads take no notice, and when they do again. */
  readonly say: (text: string) => void;
  /** Without a word for so long, systemd ends this process; undefined when it has no such time. */
  readonly watchdogMs?: number;
  readonly clock?: Clock;
}

export class ServiceManager {
  readonly #options: ManagerOptions;
  readonly #clock: Clock;
  #cancel: Cancel | undefined;
  #isSilent = false;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * The one that started this process. Its variables are taken out of the environment, which programs of probes get, too.
   * @returns undefined when there is none, or when it cannot be told anything, which is said
   */
  static take(env: NodeJS.ProcessEnv, pid: number, say: (text: string) => void): ServiceManager | undefined {
    const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID = String(pid) } = env;
    for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name];
    if (NOTIFY_SOCKET === undefined) return undefined;
    const watchdogMs = Number(WATCHDOG_USEC) / 1000;
    const isWatched = watchdogMs > 0 && WATCHDOG_PID === String(pid);
    try {
      const send = sendTo(NOTIFY_SOCKET);
      return new ServiceManager({ send, say, watchdogMs: isWatched ? watchdogMs : undefined });
    } catch (error) {
      say(
        `systemd cannot be told that this server answers: ${(error as Error).message}; with Type=exec and without WatchdogSec= in the unit, it does not wait for that`,
      );
      return undefined;
    }
  }

  /** The server answers, or has read its files again. @param status what `systemctl status` is to show */
  ready(status: string): void {
    this.#tell(`READY=1\nSTATUS=${status}`);
  }

  reloading(): void {
    this.#tell(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
  }

  stopping(): void {
    this.#cancel?.();
    this.#tell('STOPPING=1');
  }

  /** From now on systemd hears in time that all is well, as long as it is. @param isAlive whether all threads take notice */
  watch(isAlive: () => Promise<boolean>): void {
    const { watchdogMs } = this.#options;
    if (watchdogMs === undefined) return;
    const look = async () => {
      this.#heard(await isAlive());
      this.#cancel = this.#clock.after(watchdogMs / WORDS_IN_TIME, () => void look());
    };
    void look();
  }

  #heard(isAlive: boolean): void {
    if (isAlive) this.#tell('WATCHDOG=1');
    if (isAlive === this.#isSilent)
      this.#options.say(
        isAlive
          ? 'all threads respond again'
          : 'a thread that answers does not respond: systemd is not told that all is well until it does',
      );
    this.#isSilent = !isAlive;
  }

  #tell(text: string): void {
    try {
      this.#options.send(text);
    } catch {
      // Nobody listens any more, or the socket is full: the next word may arrive.
    }
  }
}

/** Sends to a datagram socket of this path; one that begins with @ is in the abstract namespace. @throws Error when there is no way */
function sendTo(path: string): Send {
  const octets = Buffer.from(path.replace(/^@/, '\0'));
  if (!/^[@/]/.test(path) || octets.length > MAX_PATH) throw new Error(`${path} is no socket`);
  const system = loadSystem();
  const fd = system.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
  const address = new Uint8Array(2 + octets.length + 1);
  new DataView(address.buffer).setUint16(0, AF_UNIX, true);
  address.set(octets, 2);
  // In the abstract namespace each octet counts; else the path ends with an octet that is 0.
  const length = path.startsWith('@') ? address.length - 1 : address.length;
  if (fd < 0 || system.connect(fd, system.addressOf(address.buffer), length) < 0)
    throw new Error(`${path} cannot be reached: ${system.errorCode()}`);
  return text => void writeSync(fd, text);
}
