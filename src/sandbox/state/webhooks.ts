/** A subscription to one kind of event; the keys are those of the answers [A]. */
export interface Webhook {
  id: number;
  end_point: string;
  event_object: string;
  event_action: string;
  status: 'active' | 'deactivated';
  /** Unix seconds. */
  created_at: number;
}

/** What an account starts with: one active, one switched off, both at hosts that the sandbox never calls. */
export function seedWebhooks(): Webhook[] {
  return [
    {
      id: 8,
      end_point: 'https://hooks.brightwell.example/a/',
      event_object: 'campaign_reply',
      event_action: 'received',
      status: 'active',
      created_at: 1_655_847_444,
    },
    {
      id: 14,
      end_point: 'https://hooks.brightwell.example/b/',
      event_object: 'campaign_email',
      event_action: 'sent',
      status: 'deactivated',
      created_at: 1_655_890_563,
    },
  ];
}
