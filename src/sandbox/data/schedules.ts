const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A sending schedule; the keys are those of the answers [C:ref]. */
interface Schedule {
  id: number;
  name: string;
  timezone: string;
  days: { day: string; enabled: boolean; start_time: string; end_time: string }[];
}

/** The sending schedules, the same for every account. */
export const SCHEDULES: readonly Schedule[] = [
  schedule(4, 'Working days', 'Europe/Berlin', DAYS.slice(1, 6)),
  schedule(1074, 'Mon and Sat', 'Europe/Kyiv', ['monday', 'saturday']),
];

function schedule(id: number, name: string, timezone: string, sending: readonly string[]): Schedule {
  const days = DAYS.map(day => ({
    day,
    enabled: sending.includes(day),
    start_time: '09:00',
    end_time: '18:00',
  }));
  return { id, name, timezone, days };
}
