/** A block of content of an e-mail step; the keys are those of the answers [C:ref]. */
export interface Content {
  id: number;
  subject: string;
  body: string;
  plain_text: boolean;
  usage: 'active' | 'pause';
}

/** A step of a sequence, as requests and answers write it [C:ref]. */
export interface Step {
  _ref: string;
  type: string;
  next?: string | null;
  yes?: string;
  no?: string;
  content_slots?: number;
  /** Of e-mail steps only. */
  content?: Content[];
  [key: string]: unknown;
}

/** What a campaign does: its settings under the keys of the requests [C:ref], and its steps. */
export interface CampaignPlan {
  settings: Record<string, unknown>;
  blacklistId: number | null;
  entry: string;
  steps: Step[];
}

/** The plan of a campaign that was there from the start: its mails, four days apart, then the end. */
export function seedPlan(id: number, subjects: readonly string[]): CampaignPlan {
  const ref = (index: number) => `${id}${index + 1}`;
  const mails = subjects.flatMap((subject, index) => {
    const [wait, mail] = [ref(2 * index - 1), ref(2 * index)];
    const body = `<p>Hello {{first_name}}, a word about &quot;${subject}&quot;.</p>`;
    const content: Content = { id: contentId(mail, 0), subject, body, plain_text: false, usage: 'active' };
    const delay = { _ref: wait, type: 'delay', waiting_type: 'days', waiting_val: 4, next: mail };
    const step = {
      _ref: mail,
      type: 'email',
      content_slots: 1,
      content: [content],
      next: ref(2 * index + 1),
    };
    return index > 0 ? [delay, step] : [step];
  });
  return {
    settings: {
      email_accounts: [11_980],
      linkedin_accounts: [],
      priority: 'medium',
      tracking: { open: true, link_click: true },
      sending_settings: { sending_priority: 'first_email', skip_who_replied: true },
      schedule_id: null,
      start_campaign_at: null,
      complete_campaign_at: null,
      timezone: 'UTC',
      complete_campaign_after_last_step: false,
      archive_in_months: 3,
      provider_matching: false,
    },
    blacklistId: null,
    entry: ref(0),
    steps: [...mails, { _ref: ref(mails.length), type: 'goal', goal_name: 'end' }],
  };
}

/** So many blocks without texts [C:ref]. */
export function emptyContent(ref: string, count: number): Content[] {
  return Array.from({ length: count }, (_, index) => ({
    id: contentId(ref, index),
    subject: '',
    body: '',
    plain_text: false,
    usage: 'active' as const,
  }));
}

/** The sample's ids are those of the step with the block's number behind it [C:ref]. */
function contentId(ref: string, index: number): number {
  return Number(`${ref}${index}`);
}
