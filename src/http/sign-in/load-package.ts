import { ConfigError } from '../../config/config-error.ts';
import type { ProviderPackage } from './provider.ts';

/** The package that does the OAuth part, which is installed beside this one. @throws ConfigError where it is not */
export async function loadProviderPackage(): Promise<ProviderPackage> {
  try {
    return await import('oidc-provider');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ConfigError(
      'SNOVIO_HTTP_SIGN_IN_FILE needs the package oidc-provider beside this one: npm install oidc-provider@9',
    );
  }
}
