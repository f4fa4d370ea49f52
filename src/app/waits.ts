// How long a server waits for others while it starts and ends.

/** The longest wait for the first round of probes before the sockets open. */
export const FIRST_ROUND_MS = 2250;
/** The longest wait for answers under way when the process is asked to stop. */
export const DRAIN_MS = 1500;
/** How long the admin address of a former process is waited for. */
export const ADMIN_WAIT_MS = 5000;
