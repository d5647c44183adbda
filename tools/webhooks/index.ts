import type { Tool } from '../../src/tool.ts';
import { addWebhook } from './add-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { listEvents } from './list-events.ts';
import { listWebhooks } from './list-webhooks.ts';
import { updateWebhookStatus } from './update-webhook-status.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const webhooksTools = [
  listWebhooks,
  addWebhook,
  updateWebhookStatus,
  deleteWebhook,
  listEvents,
] as const satisfies readonly Tool[];
