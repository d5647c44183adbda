import { z } from 'zod';
import { maybeFlag, maybeNumber } from '../../src/snovio/shapes/fields.ts';
import { domainName } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { domain, validDomain } from '../shared/domain.ts';

const UpstreamCount = z.object({ webmail: maybeFlag, result: maybeNumber.pipe(z.number()) });

export const countDomainEmails = defineTool({
  name: 'count_domain_emails',
  title: 'Count the addresses of a domain',
  toolset: 'find',
  methods: ['POST /v1/get-domain-emails-count'],
  effect: 'read',
  credits: 'free',
  description:
    'Counts the addresses that Snov.io knows at a domain. Free: run it before paying for search_domain_emails.',
  input: z.object({ domain }),
  output: z.object({ domain: domainName, count: z.number(), webmail: z.boolean() }),
  run: async (args, { snovio, call }) => {
    const form = { domain: validDomain(args.domain, 'domain') };
    const request = { method: 'POST', path: '/v1/get-domain-emails-count', form } as const;
    const { result, webmail } = await snovio.read(request, UpstreamCount, call);
    return { domain: form.domain, count: result, webmail: webmail ?? false };
  },
});
