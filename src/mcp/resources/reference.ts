import { SnovioError } from '../../errors.ts';
import type { ToolListing } from '../tool-listing.ts';
import { FOR_AN_HOUR, type ResourceDeclaration } from './resource.ts';

/** A resource that is the same for every account. */
export interface PageResource extends ResourceDeclaration {
  /** @throws SnovioError `not_found` */
  page(given: string): Promise<string>;
}

/** The pages about these tools. What writes them is loaded with the first that is read. */
export function referenceResources(listings: readonly ToolListing[]): PageResource[] {
  const pages = () => import('../reference/pages.ts');
  return [
    {
      name: 'reference',
      uri: 'snovio://reference',
      title: 'Tools and words',
      description:
        'All tools with their prices, and what the words in answers mean: statuses, reasons, fields.',
      mimeType: 'text/markdown',
      cacheHint: FOR_AN_HOUR,
      page: async () => (await pages()).indexPage(listings),
    },
    {
      name: 'tool-reference',
      uri: 'snovio://reference/{tool}',
      completes: 'tools',
      title: 'A tool',
      description:
        'What one tool does, its price, arguments, the fields and words of its answer, its errors.',
      mimeType: 'text/markdown',
      cacheHint: FOR_AN_HOUR,
      page: async given => {
        const listing = listings.find(({ name }) => name === given);
        if (!listing) throw unknownTool(given);
        return (await pages()).toolPage(listing);
      },
    },
  ];
}

function unknownTool(name: string): SnovioError {
  const message = 'There is no such tool here. snovio://reference has all of them.';
  return new SnovioError('not_found', { message, names: [{ what: 'tool', name }] });
}
