import { z } from 'zod';

// Parameters that several tools take: the same word and the same description for the same thing. Texts carry no
// lengths: every tool checks what it takes anyway, and all descriptions are paid for in each conversation.

const text = (description: string) => z.string().describe(description);

export const email = text('Address');
export const firstName = text('First name');
export const lastName = text('Last name');

export const positions = z.array(z.string()).min(1).max(10).optional().describe('Job titles');

export const next = z.string().optional().describe('From last answer');

/** What most listings take; those that are seldom long take `next` alone. */
export const paging = {
  limit: z.int().min(1).max(1000).optional().describe('Default 25'),
  next,
};

export const allowSending = z.boolean().optional().describe('User agreed to mail');

export const confirm = z.boolean().optional().describe('User agreed');

export const waitSeconds = z.int().min(1).max(600).optional().describe('Longest wait');

const maxCredits = z.int().min(0).max(100_000).optional().describe('Credits the user agreed to');

const fresh = z.boolean().optional().describe('May pay again');

/** What every paid tool takes. */
export const spending = { maxCredits, fresh };
