import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SnovioError } from '../../errors.ts';

/** How this very program is started again. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How a checkout's program is started: npx would look for a package that may not be published, or is another version.
 * @param folder of the running code
 * @param node the running Node.js, which is new enough
 * @returns undefined where the program is an installed package
 * @throws SnovioError `invalid_input` where the checkout is not built
 */
export function checkoutStart(folder: string, node: string): Start | undefined {
  const root = rootOf(folder);
  if (!root || !existsSync(join(root, 'src', 'main.ts'))) return undefined;
  const main = join(root, 'dist', 'main.js');
  if (existsSync(main)) return { command: node, args: [main] };
  throw new SnovioError('invalid_input', {
    message: `This checkout is not built: ${main} is missing. Run npm ci && npm run build first.`,
  });
}

function rootOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? undefined : rootOf(dirname(folder));
}
