/** A pipeline of deals. */
interface Pipeline {
  id: number;
  name: string;
  /** ISO 8601 [C:ref]. */
  createdAt: string;
}

/** A stage of a pipeline; the value in the account's currency, which no answer names. */
interface Stage {
  id: number;
  pipelineId: number;
  name: string;
  deals: number;
  value: number;
}

/** The pipelines of every account. */
export const PIPELINES: Pipeline[] = [
  { id: 1_106_350, name: 'New business', createdAt: '2022-05-27T00:00:00Z' },
  { id: 1_106_351, name: 'Renewals', createdAt: '2023-02-01T09:30:00Z' },
  { id: 1_106_352, name: 'Partners', createdAt: '2024-11-12T16:05:00Z' },
];

/** Their stages, those of a pipeline in their order. */
export const STAGES: Stage[] = [
  { id: 10_001, pipelineId: 1_106_350, name: 'Lead in', deals: 54, value: 101_100 },
  { id: 10_002, pipelineId: 1_106_350, name: 'Contact made', deals: 21, value: 84_000 },
  { id: 10_003, pipelineId: 1_106_350, name: 'Offer', deals: 8, value: 61_500 },
  { id: 10_004, pipelineId: 1_106_350, name: 'Won', deals: 3, value: 24_750 },
  { id: 10_011, pipelineId: 1_106_351, name: 'Due', deals: 12, value: 36_000 },
  { id: 10_012, pipelineId: 1_106_351, name: 'Renewed', deals: 7, value: 19_600 },
];
