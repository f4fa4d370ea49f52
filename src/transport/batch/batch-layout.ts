// Where the parts of a batch stand in its memory, as offsets: headers, addresses, control data, answers, queries.
import { IOVEC, MMSGHDR } from './system.js';

/** The most datagrams of one call. */
export const BATCH = 64;
/** A place for any datagram. That it is no multiple of a page keeps the queries out of each other's way in the processor's cache. */
export const INPUT = 65_536 + 192;
/** A place for an answer of at most 1,232 octets. */
export const OUTPUT = 1344;
/** A place for a socket address. */
export const NAME = 32;
/** A place for PKTINFO, and for SEGMENT behind it. */
export const CONTROL = 64;

/** Headers to receive with, one for each query. */
export const RECEIVE = 0;
/** Headers to send with, one for each answer. */
export const SEND = RECEIVE + BATCH * MMSGHDR.SIZE;
/** Headers to send with, one for each group. */
export const GROUP = SEND + BATCH * MMSGHDR.SIZE;
export const RECEIVE_IOV = GROUP + BATCH * MMSGHDR.SIZE;
export const SEND_IOV = RECEIVE_IOV + BATCH * IOVEC.SIZE;
/** The iovecs of the groups, one behind another. */
export const GROUP_IOV = SEND_IOV + BATCH * IOVEC.SIZE;
export const NAMES = GROUP_IOV + BATCH * IOVEC.SIZE;
export const CONTROLS = NAMES + BATCH * NAME;
export const OUTPUTS = CONTROLS + BATCH * CONTROL;
export const INPUTS = OUTPUTS + BATCH * OUTPUT;
export const SIZE = INPUTS + BATCH * INPUT;
