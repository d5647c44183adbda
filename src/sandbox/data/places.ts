import type { Place } from './types.ts';

/** Where companies and people are; regions as the United Nations name them. GUESS: no source lists Snov.io's. */
export const PLACES: Place[] = [
  place('Berlin', 'Berlin', 'Germany', 'Western Europe'),
  place('Lisbon', 'Lisbon', 'Portugal', 'Southern Europe'),
  place('Austin', 'Texas', 'United States', 'Northern America', 'Americas'),
  place('Porto', 'Porto', 'Portugal', 'Southern Europe'),
  place('Leeds', 'England', 'United Kingdom', 'Northern Europe'),
  place('Oslo', 'Oslo', 'Norway', 'Northern Europe'),
  place('Kyiv', 'Kyiv', 'Ukraine', 'Eastern Europe'),
  place('Kraków', 'Lesser Poland', 'Poland', 'Eastern Europe'),
  place('Graz', 'Styria', 'Austria', 'Western Europe'),
  place('Umeå', 'Västerbotten', 'Sweden', 'Northern Europe'),
  place('Munich', 'Bavaria', 'Germany', 'Western Europe'),
  place('Toronto', 'Ontario', 'Canada', 'Northern America', 'Americas'),
  place('Nagoya', 'Aichi', 'Japan', 'Eastern Asia', 'Asia'),
];

function place(city: string, state: string, country: string, subregion: string, region = 'Europe'): Place {
  return { city, state, country, region, subregion };
}
