// The script of the page: keeps what the server has made as the server is now.
import { beginEvents } from './events.js';
import { beginExplain } from './explain.js';
import { beginPools } from './pools.js';
import { beginQueries } from './queries.js';
import { token } from './session.js';
import { beginSessionBar } from './session-bar.js';
import { beginTicking } from './ticker.js';
import { askForToken } from './token-dialog.js';

beginTicking();
beginSessionBar();
// A token that was typed on another page is not sent along with the request for this one.
if (document.getElementById('locked') !== null && token() === undefined) void askForToken();
const { page } = document.body.dataset;
if (page === '/') beginPools();
if (page === '/explain') beginExplain();
if (page === '/events') beginEvents();
if (page === '/queries') void beginQueries();
