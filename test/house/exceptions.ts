// What the rules of the house except: by file and function, with the reason; an exception that is not needed any more is a fault.

/** A function that has more than four parameters for good. */
export interface HotFunction {
  /** From `src/` on, or from the root on outside of it. */
  readonly file: string;
  readonly name: string;
  readonly parameters: number;
  /** What it does for each query or each record: there, an object of parameters would be an allocation a million times a second. */
  readonly why: string;
}

const hot = (file: string, name: string, parameters: number, why: string): HotFunction => ({
  file,
  name,
  parameters,
  why,
});

/** Functions on the way of a query, or of a record of a load. */
export const HOT_PATH: readonly HotFunction[] = [
  hot('answer/additional.ts', 'add', 5, 'adds the hosts of records of an answer'),
  hot('answer/additional.ts', '#addresses', 5, 'adds the addresses of one host of an answer'),
  hot('answer/compression.ts', 'find', 5, 'looks for a suffix of each name of an answer'),
  hot('answer/compression.ts', 'same', 5, 'compares two names of an answer'),
  hot('answer/cookie-jar.ts', 'write', 5, 'writes the cookie of an answer'),
  hot('answer/nsec3.ts', '#hash', 5, 'hashes a name that an answer denies'),
  hot('answer/opt.ts', 'writeError', 6, 'writes the Extended DNS Error of an answer'),
  hot('answer/opt.ts', 'copy', 5, 'copies an option of an answer'),
  hot('answer/shuffle.ts', 'shuffle', 7, 'makes the order of an answer'),
  hot('answer/write.ts', 'addRRset', 6, 'writes an RRset of an answer'),
  hot('answer/write.ts', '#writeNegative', 5, 'writes the SOA of an answer and its signatures'),
  hot('answer/write.ts', 'finish', 6, 'ends each answer'),
  hot('dns/address.ts', 'ipv4Into', 5, 'reads an address, one for each record of a load'),
  hot('dns/address.ts', 'ipv6Into', 5, 'reads an address, one for each record of a load'),
  hot(
    'dns/rdata/same-rdata.ts',
    'sameButForCase',
    6,
    'compares each record of a load with those of its RRset',
  ),
  hot('dns/rdata/same-rdata.ts', 'sameRdata', 6, 'compares each record of a load with those of its RRset'),
  hot('forward/forwarder.ts', 'forward', 6, 'takes in each query that is forwarded'),
  hot('forward/forwarder.ts', '#ask', 5, 'takes in each query that is forwarded'),
  hot('forward/forwarder.ts', 'complete', 7, 'takes in each query whose aliases lead upstream'),
  hot('forward/splice.ts', 'splice', 6, 'joins each answer whose aliases lead upstream'),
  hot('forward/splice.ts', 'copyRecords', 5, 'joins each answer whose aliases lead upstream'),
  hot('guard/cookies.ts', 'write', 5, 'writes the cookie of an answer'),
  hot('guard/sip-hash.ts', 'write', 6, 'hashes the cookie of a query and of its answer'),
  hot('image/lineup-reader.ts', 'read', 6, 'reads the lineup for an answer'),
  hot('image/lineup-reader.ts', '#copyPreferred', 5, 'reads the lineup for an answer'),
  hot('image/lineup-reader.ts', '#copyKind', 6, 'reads the lineup for an answer'),
  hot('image/lineup-reader.ts', '#copyWeighted', 6, 'reads the lineup for an answer'),
  hot('image/lookup-name.ts', 'suffixEquals', 5, 'compares the name of a query with those of the image'),
  hot('image/measure.ts', 'writeRecord', 5, 'writes each record of an image'),
  hot('zone/master/entry.ts', 'push', 5, 'notes each word of a master file'),
  hot('zone/master/plain-name.ts', 'plainNameInto', 6, 'reads a name, one or more for each record of a load'),
  hot('zone/master/record.ts', 'addRecord', 6, 'adds each record of a load'),
  hot('zone/node-table.ts', 'find', 5, 'finds the owner of each record of a load'),
  hot('zone/node-table.ts', 'add', 6, 'adds the owner of records of a load'),
  hot('zone/records.ts', 'setPlace', 5, 'notes the place of each record of a load'),
  hot('zone/zone.ts', 'add', 5, 'adds each record of a load'),
  hot('zone/zone.ts', 'addAt', 9, 'adds each record of a load'),
  hot('bench/traffic/answer-check.ts', 'hasAddresses', 6, 'judges each answer under a load'),
];
