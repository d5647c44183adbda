import { parseArguments } from '../../src/mcp/run-tool.ts';
import { tools } from '../../tools/index.ts';

/** Arguments in other forms than the schemas', one of each kind. */
const EXAMPLES: readonly [tool: string, args: object][] = [
  ['get_prospects_in_list', { listId: 8512901 }],
  ['get_prospects_in_list', { list_name: 'Berlin SaaS', limit: '25' }],
  ['get_campaign_replies', { campaign: 'Q4', fullText: 'true', next: null }],
  ['verify_emails', { email: 'mara@acme.example' }],
  ['verify_emails', { emails: '["mara@acme.example"]' }],
  ['count_domain_emails', { domains: ['acme.example'] }],
  ['update_webhook_status', { id: 8, status: 'Active' }],
];

/** What is given, and what it is read as. */
export function understoodRows(): string[][] {
  return EXAMPLES.map(([name, args]) => {
    const tool = tools.find(each => each.name === name);
    if (!tool) throw new Error(`no tool ${name}`);
    return [args, parseArguments(tool, args)].map(each => `\`${JSON.stringify(each)}\``);
  });
}
