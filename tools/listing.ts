import { listingOf, type ToolListing } from '../src/mcp/tool-listing.ts';
import { tools } from './index.ts';

/**
 * What hosts are told of every tool. The build puts the finished listings in this module's place, so that a server that
 * only lists its tools loads none of them.
 */
export const listings: readonly ToolListing[] = tools.map(listingOf);
