// A port for tests that cannot ask for any port: none that the system gives to clients meanwhile.

/** A port that nobody uses, on any IPv4 address, neither for TCP nor for UDP. */
export { freePort as quietPort } from '../../bench/serve/free-port.js';
