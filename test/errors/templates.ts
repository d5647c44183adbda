import { parseSync, Visitor } from 'rolldown/utils';
import { read } from '../docs/pages.ts';
import { sourceFiles } from '../docs/sources.ts';

for (const path of [...sourceFiles('src'), ...sourceFiles('tools')]) {
  if (/^src\/(sandbox|commands|config)\//.test(path)) continue;
  const text = read(path);
  if (!/new SnovioError\(|invalid\(|notAgreed\(|ErrorCode, string/.test(text)) continue;
  const skip: [number, number][] = [];
  const found: [number, string][] = [];
  const skipArgs = (node: any) => skip.push([node.start, node.end]);
  new Visitor({
    CallExpression(node: any) { if (node.callee?.property?.name === 'describe' || /^(optional|text|flag|ids|perDay|several)$/.test(node.callee?.name ?? '')) skipArgs(node); },
    Property(node: any) { if (/^(description|title|text|label|note|credits|what|path)$/.test(node.key?.name ?? '')) skipArgs(node.value); },
    NewExpression(node: any) { if (['Error','TypeError','RangeError'].includes(node.callee?.name)) skipArgs(node); },
    Literal(node: any) { if (typeof node.value === 'string') found.push([node.start, node.value]); },
    TemplateLiteral(node: any) { found.push([node.start, node.quasis.map((q: any) => q.value.cooked).join('${}')]); },
  }).visit(parseSync(path, text).program);
  for (const [at, t] of found) {
    if (skip.some(([a, b]) => a <= at && at < b)) continue;
    const words = t.replaceAll('${}', ' ').split(/\s+/).filter(w => /[a-z]{2,}/i.test(w)).length;
    if (words < 2 || /^\.{0,2}\/|^(GET|POST|PUT|PATCH|DELETE) /.test(t)) continue;
    console.log(`${path}\t${t}`);
  }
}
