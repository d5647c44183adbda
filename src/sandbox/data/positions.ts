/** Seniority, in the words of the filter [C:ref]. */
export const MANAGEMENT_LEVELS = ['c_level', 'vp_level', 'director_level', 'manager_level', 'staff'] as const;

/** Departments, in the words of the filter [C:ref]. */
export const DEPARTMENTS = [
  'engineering',
  'human_resources',
  'it_is',
  'finance_administration',
  'marketing',
  'operations',
  'sales',
  'support',
  'other',
] as const;

type Rank = [level: (typeof MANAGEMENT_LEVELS)[number], department: (typeof DEPARTMENTS)[number]];

/** Seniority and department of every job title in the database. */
export const RANKS: Record<string, Rank> = {
  'Account Executive': ['staff', 'sales'],
  'Backend Developer': ['staff', 'engineering'],
  'Chief Technology Officer': ['c_level', 'engineering'],
  'Data Analyst': ['staff', 'it_is'],
  'Head of Sales': ['director_level', 'sales'],
  'HR Manager': ['manager_level', 'human_resources'],
  'Marketing Manager': ['manager_level', 'marketing'],
  'Office Manager': ['manager_level', 'operations'],
  'Product Owner': ['staff', 'other'],
  'Purchasing Manager': ['manager_level', 'operations'],
  'QA Engineer': ['staff', 'engineering'],
  'Sales Manager': ['manager_level', 'sales'],
  'Software Engineer': ['staff', 'engineering'],
  'Support Specialist': ['staff', 'support'],
  'Web developer': ['staff', 'engineering'],
  // Of small firms the database knows those who lead them.
  'Chief Executive Officer': ['c_level', 'other'],
  'VP of Finance': ['vp_level', 'finance_administration'],
  'VP of Marketing': ['vp_level', 'marketing'],
};

/** Who leads a small firm. */
export const LEADERS = ['Chief Executive Officer', 'VP of Finance', 'VP of Marketing'];
