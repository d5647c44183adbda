import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MiB and some 100 ms a guess. The hash says them, so that they can be raised without making old hashes useless. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const PREFIX = 'scrypt$15$8$1$';
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Letters and digits that nobody takes for others. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** What a hash of {@link hashPassword} looks like. */
export const PASSWORD_HASH = /^scrypt\$15\$8\$1\$[\w-]{22}\$[\w-]{43}$/;

/** Makes a password that nobody finds by trying: 24 letters and digits in six groups, 118 bits. */
export function newPassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: 6 }, group).join('-');
}

/** Such as `scrypt$15$8$1$<salt>$<hash>`, both in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return `${PREFIX}${salt.toString('base64url')}$${(await derive(password, salt)).toString('base64url')}`;
}

/** Whether a hash was made of this password. @param hash that {@link PASSWORD_HASH} fits */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [salt = '', wanted = ''] = hash.slice(PREFIX.length).split('$');
  const found = await derive(password, Buffer.from(salt, 'base64url'));
  return timingSafeEqual(found, Buffer.from(wanted, 'base64url'));
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password.normalize('NFKC'), salt, HASH_BYTES, COST, (error, key) => {
    if (error) reject(error);
    else resolve(key);
  });
  return promise;
}
