/**
 * The methods of the API but the one that issues tokens (`http/token.ts`), a file per family; every other path is
 * not found. A new method is a route in the array of its family's file; a new family is a new file and a line below.
 *
 * How to write a route:
 *
 * - Write it from Snov.io's documentation, name the source as `src/sandbox/index.ts` lists them, and mark
 *   what no source says with GUESS.
 * - Parameters: `paramsIn` names the places where the documentation lets them travel, `query`, `form` and `json`;
 *   a parameter in any other place is not seen. The handler reads them, with those of the path, from
 *   `context.params` through `http/params.ts` (`text`, `textList`, `textMap`, `integer`, `boolean`).
 * - Answers: `json(body)` of `http/responses.ts`; refusals are made there too: `invalid` for a parameter,
 *   `notFound`, `notEnoughCredits`, `refused` for `success:false`.
 * - Credits: `chargeAll(context, items)` of `searches/credits.ts` takes a credit per item, or none and returns
 *   false; `charge` is for other prices. Charge after all checks and before anything changes.
 * - Tasks: `startTask` starts a search whose result is ready later, `resultRoute` is the method that reads it.
 * - Account and state: `context.account` is whose token it is, `context.state` has the clock and the logs.
 * - Nothing is to be done about tokens, rate limit and faults: the middleware (`http/middleware.ts`) comes
 *   first. A fault either keeps the handler from running or changes what it has answered.
 */
export { addProspectRoutes } from './add-prospect.ts';
export { analyticsRoutes } from './analytics.ts';
export { balanceRoutes } from './balance.ts';
export { blacklistRoutes } from './blacklists.ts';
export { campaignEditorRoutes } from './campaign-editor.ts';
export { campaignStateRoutes } from './campaign-state.ts';
export { campaignRoutes } from './campaigns.ts';
export { companyInfoRoutes } from './company-info.ts';
export { companyNameRoutes } from './company-names.ts';
export { domainAddressRoutes } from './domain-addresses.ts';
export { domainProspectRoutes } from './domain-prospects.ts';
export { domainSearchV1Routes } from './domain-search-v1.ts';
export { finderV1Routes } from './finder-v1.ts';
export { finderV2Routes } from './finder-v2.ts';
export { listRoutes } from './lists.ts';
export { pipelineRoutes } from './pipelines.ts';
export { profileV1Routes } from './profiles-v1.ts';
export { profileV2Routes } from './profiles-v2.ts';
export { prospectRoutes } from './prospects.ts';
export { senderAccountRoutes } from './sender-accounts.ts';
export { statisticsRoutes } from './statistics.ts';
export { stepContentRoutes } from './step-content.ts';
export { verifierV1Routes } from './verifier-v1.ts';
export { verifierV2Routes } from './verifier-v2.ts';
export { warmUpRoutes } from './warm-ups.ts';
export { webhookRoutes } from './webhooks.ts';
