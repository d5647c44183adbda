import { createHash } from 'node:crypto';
import { hashPassword, isPassword } from '../../config/sign-in/passwords.ts';
import {
  type Person,
  readSignInFile,
  type SignInFile,
  SignInFileError,
} from '../../config/sign-in/sign-in-file.ts';
import type { Log } from '../../log.ts';
import { watchFile } from '../watch-file.ts';

/** Passwords that are checked at the same time. Each takes 32 MiB. */
const PARALLEL = 4;

/** Who may sign in, as the file stands: a person who is taken out of it is not let in from then on. */
export class People {
  #file: SignInFile;
  readonly #close: () => void;
  #checking = 0;
  /** What an address that nobody has is compared with, so that its answer takes as long. */
  readonly #nobody = hashPassword('nobody');

  /** @throws SignInFileError */
  constructor(path: string, log: Pick<Log, 'error' | 'info'>, everyMs?: number) {
    const reread = () => {
      try {
        this.#file = readSignInFile(path);
        log.info('the sign-in file was read again');
      } catch (error) {
        const problems = error instanceof SignInFileError ? error.problems : [String(error)];
        log.error(`${problems.join(' ')} What was read before holds.`);
      }
    };
    // Watched before it is read: what changes in between is read again.
    this.#close = watchFile(path, reread, everyMs);
    try {
      this.#file = readSignInFile(path);
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  /** The hosts whose clients may ask people to sign in; undefined: any. */
  get clients(): readonly string[] | undefined {
    return this.#file.clients;
  }

  /** The person with this address and password. @returns `busy` where too many passwords are being checked */
  async signIn(email: string, password: string): Promise<Person | 'busy' | undefined> {
    if (this.#checking >= PARALLEL) return 'busy';
    this.#checking += 1;
    try {
      const person = this.byEmail(email);
      const isRight = await isPassword(password, person?.password ?? (await this.#nobody));
      return isRight ? person : undefined;
    } finally {
      this.#checking -= 1;
    }
  }

  byEmail(email: string): Person | undefined {
    const wanted = email.toLowerCase();
    return this.#file.people.find(person => person.email === wanted);
  }

  byAccount(account: string): Person | undefined {
    return this.#file.people.find(person => accountOf(person) === account);
  }

  close(): void {
    this.#close();
  }
}

/** Names a person with their password: what was granted before a password was changed is nobody's any more. */
export function accountOf({ email, password }: Person): string {
  return createHash('sha256')
    .update(JSON.stringify([email, password]))
    .digest('hex');
}
