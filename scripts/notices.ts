import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Rolldown } from 'tsdown';
import { insteadOf } from './shared.ts';

const LINE = '-'.repeat(80);

/** Puts THIRD-PARTY-NOTICES.txt beside the bundle: what was bundled, and the licences that ask to be passed on. */
export function notices(): Rolldown.Plugin {
  return {
    name: 'notices',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter(file => file.type === 'chunk');
      // What was left out for want of use has no length.
      const modules = chunks.flatMap(chunk =>
        Object.entries(chunk.modules).flatMap(([id, { renderedLength }]) =>
          renderedLength > 0 && insteadOf(id) === null ? [id] : [],
        ),
      );
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: noticesOf(modules) });
    },
  };
}

/** @param modules the paths of what was bundled, our own files among them */
function noticesOf(modules: readonly string[]): string {
  const foreign = modules.filter(path => /[\\/]node_modules[\\/]/.test(path));
  const all = [...new Set(foreign.map(packageOf))]
    .map(noticeOf)
    .toSorted((a, b) => (a.head < b.head ? -1 : 1));
  // Most packages have the same licence, word for word: it stands once, after all who give it.
  const byTerms = Map.groupBy(all, ({ terms }) => terms.replace(/\s+/g, ' '));
  const texts = [...byTerms.values()].map(same => {
    const heads = [...new Set(same.map(({ head }) => head))];
    return [...heads, same[0]?.terms].join('\n\n');
  });
  const apache = Map.groupBy(
    all.flatMap(({ apache }) => apache ?? []),
    text => text.trim().replace(/\s+/g, ' '),
  );
  return `${[...texts, ...[...apache.values()].flatMap(([text = '']) => text)].join(`\n\n${LINE}\n\n`)}\n`;
}

/** The Apache License, and what explains how to give it, which is none of its terms but for whose it is. */
const APACHE = /^ *Apache License\n *Version 2\.0[\s\S]*?END OF TERMS AND CONDITIONS$/m;
const HOW_TO_APPLY = /^ *APPENDIX: How to apply[\s\S]*?limitations under the License\.$/m;

/** Takes out the Apache License, which is long and stands once, at the end of all. */
function withoutApache(terms: string): { terms: string; apache?: string } {
  const [apache] = APACHE.exec(terms) ?? [];
  if (apache === undefined) return { terms };
  const short = terms
    .replace(apache, 'The Apache License, Version 2.0, whose terms stand at the end of this file.')
    .replace(HOW_TO_APPLY, appendix => /^ *(Copyright (?![[{]).*)$/m.exec(appendix)?.[1] ?? '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return { terms: short, apache };
}

/** The folder of the package that a file belongs to; a package.json without a name marks but a part of one. */
function packageOf(path: string): string {
  const folder = dirname(path);
  const manifest = join(folder, 'package.json');
  const isPackage = existsSync(manifest) && 'name' in JSON.parse(readFileSync(manifest, 'utf8'));
  if (!isPackage && folder === path) throw new Error('A bundled file belongs to no package');
  return isPackage ? folder : packageOf(folder);
}

/** A line that says whose it is, or is a heading. */
const OWN_LINE = /^(Copyright\b|\(c\) |(The )?(MIT|ISC) License)/;

/** Who gives a licence, as it says at its top, and its terms. */
function noticeOf(folder: string): { head: string; terms: string; apache?: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter(file => /^(licen[cs]e|notice)([.-]|$)/i.test(file));
  const texts = files.toSorted().map(file => readFileSync(join(folder, file), 'utf8').trim());
  const lines = (texts.join('\n\n') || 'It comes without a licence file.').split('\n');
  const begin = lines.findIndex(line => line !== '' && !OWN_LINE.test(line));
  const own = lines.slice(0, begin).filter(Boolean);
  return {
    head: [`${name} ${version} (${license})`, ...own].join('\n'),
    ...withoutApache(lines.slice(begin).join('\n')),
  };
}
