import { describe, expect, test } from 'vitest';
import { readDatabaseUrl } from '../../src/config/database-url.ts';
import { ConfigError, readConfig } from '../../src/config/settings.ts';
import { nameOf } from '../../src/spending/postgres/address.ts';
import { exposure } from '../../src/spending/postgres/tls.ts';

const CREDENTIALS = { SNOVIO_CLIENT_ID: 'the-id', SNOVIO_CLIENT_SECRET: 'hush' };

function problemWith(url: string): string {
  try {
    readConfig({}, { ...CREDENTIALS, SNOVIO_DATABASE_URL: url });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('the URL of a database', () => {
  test('names everything that a connection needs', () => {
    const url = 'postgresql://ann:p%40ss%23%2F@db.example:6432/snov%20io?application_name=copy-1';
    expect(readDatabaseUrl(url)).toEqual({
      host: 'db.example',
      port: 6432,
      database: 'snov io',
      user: 'ann',
      password: 'p@ss#/',
      applicationName: 'copy-1',
      tls: { mode: 'verify-full' },
    });
  });

  test.each([
    ['postgres://ann@db.example', 'db.example:5432/ann'],
    ['postgres://ann@[::1]:5433/x', '::1:5433/x'],
    ['postgres://ann:hush@/x?host=/var/run/postgresql', '/var/run/postgresql/x'],
    ['postgres://ann@%2Ftmp/x', '/tmp/x'],
    ['postgres://ann:hush@/x', 'localhost:5432/x'],
  ])('%s is %s', (url, name) => {
    expect(nameOf(readDatabaseUrl(url))).toBe(name);
  });

  test.each([
    ['postgres://a@db.example/x', 'verify-full', false],
    ['postgres://a@db.example/x?sslmode=require', 'require', true],
    ['postgres://a@db.example/x?sslmode=require&sslrootcert=/ca.pem', 'require', false],
    ['postgres://a@db.example/x?sslmode=verify-ca&sslrootcert=/ca.pem', 'verify-ca', false],
    ['postgres://a@db.example/x?sslmode=disable', 'disable', true],
    ['postgres://a@127.0.0.1/x', 'disable', false],
    ['postgres://a@localhost/x?sslmode=verify-full', 'verify-full', false],
    ['postgres://a@/x?host=/tmp', 'disable', false],
  ])('%s: %s; exposed: %s', (url, mode, isExposed) => {
    const address = readDatabaseUrl(url);
    expect(address.tls.mode).toBe(mode);
    expect(exposure(address) !== undefined).toBe(isExposed);
  });

  test.each([
    ['mysql://a:hush@db.example/x', 'is not a postgres:// URL'],
    ['redis://:hush@db.example', 'is not a postgres:// URL'],
    ['sqlite:///hush', 'is not a postgres:// URL'],
    ['db.example/hush', 'is not a postgres:// URL'],
    ['postgres://a:hu#sh@db.example/x', 'in a password as %23'],
    ['postgres://a:hu/sh@db.example/x', 'in a password as %23'],
    ['postgres://a:hu%sh@db.example/x', 'write %25'],
    ['postgres://db.example/hush', 'names no user'],
    ['postgres://a:hush@db.example:99999/x', 'in a password as %23'],
    ['postgres://a:hush@db.example/x?port=many', 'has a port that is none'],
    ['postgres://a:hush@db.example/x?sslmode=prefer', 'an sslmode that is none of disable, require'],
    ['postgres://a:hush@db.example/x?options=-c%20hush', 'has a parameter that is unknown'],
  ])('%s stops the start and is not shown', (url, words) => {
    const problem = problemWith(url);
    expect(problem).toContain('SNOVIO_DATABASE_URL: its value ');
    expect(problem).toContain(words);
    expect(problem).not.toMatch(/hu.?sh/);
  });
});
