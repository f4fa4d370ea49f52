// Why octets are no response of HTTP/1.1 that can be understood.

/** The message says what is wrong, in the words of a result; it may hold octets of the other side. */
export class ResponseFault extends Error {}
