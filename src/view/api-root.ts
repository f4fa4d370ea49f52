// Where the API stands among the paths of a server.

/** Its number changes when a field is renamed or removed, or means something else. */
export const API_ROOT = '/api/v1';
