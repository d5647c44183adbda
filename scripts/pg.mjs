import Client from 'pg/lib/client.js';
import Pool from 'pg-pool';
import types from 'pg-types';

// What is used of pg, as a file of its own in dist/: program and library share it, and neither loads it without a database.
// Its main file would ask the environment whether to load a client in C.

class ClientPool extends Pool {
  constructor(options) {
    super(options, Client);
  }
}

export default { Pool: ClientPool, types };
