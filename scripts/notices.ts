import { createRequire } from 'node:module';
import type { Dependency } from 'rollup-plugin-license';
import type { Rolldown } from 'tsdown';

/** The plugin's types say that it is an ES module, which it is not. */
const license = createRequire(import.meta.url)('rollup-plugin-license') as (options: {
  thirdParty(dependencies: Dependency[]): void;
}) => Rolldown.Plugin;

const LINE = '-'.repeat(80);

/** Puts THIRD-PARTY-NOTICES.txt beside the bundle: what was bundled, and the licences that ask to be passed on. */
export function notices(): Rolldown.Plugin[] {
  let text = '';
  const collect = license({
    thirdParty: dependencies => {
      const sorted = dependencies.toSorted((a, b) => String(a.name).localeCompare(String(b.name)));
      text = sorted.map(noticeOf).join(`\n${LINE}\n\n`);
    },
  });
  const write: Rolldown.Plugin = {
    name: 'notices',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: text });
    },
  };
  return [collect, write];
}

function noticeOf({ name, version, license, licenseText, noticeText }: Dependency): string {
  const own = [licenseText, noticeText].filter(Boolean).join('\n\n');
  return `${name} ${version} (${license})\n\n${own || 'It comes without a licence file.'}\n`;
}
