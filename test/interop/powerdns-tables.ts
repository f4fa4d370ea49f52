// The tables of PowerDNS in a file of SQLite.

/** The tables that the backend asks for by default. */
export const POWERDNS_TABLES = `CREATE TABLE domains (id INTEGER PRIMARY KEY, name TEXT, master TEXT, last_check INTEGER, type TEXT,
 notified_serial INTEGER, account TEXT, options TEXT, catalog TEXT);
CREATE TABLE records (id INTEGER PRIMARY KEY, domain_id INTEGER, name TEXT, type TEXT, content TEXT, ttl INTEGER,
 prio INTEGER, disabled BOOLEAN DEFAULT 0, ordername TEXT, auth BOOL DEFAULT 1);
CREATE TABLE supermasters (ip TEXT, nameserver TEXT, account TEXT);
CREATE TABLE comments (id INTEGER PRIMARY KEY, domain_id INTEGER, name TEXT, type TEXT, modified_at INT, account TEXT, comment TEXT);
CREATE TABLE domainmetadata (id INTEGER PRIMARY KEY, domain_id INTEGER, kind TEXT, content TEXT);
CREATE TABLE cryptokeys (id INTEGER PRIMARY KEY, domain_id INTEGER, flags INT, active BOOL, published BOOL, content TEXT);
CREATE TABLE tsigkeys (id INTEGER PRIMARY KEY, name TEXT, algorithm TEXT, secret TEXT);`;
