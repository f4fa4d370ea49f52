// The script of the page: keeps what the server has made as the server is now.
import { followPools } from './pools.js';

if (document.body.dataset.page === '/') followPools();
