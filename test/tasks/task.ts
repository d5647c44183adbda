/** A piece of lead research: what a person asks an agent for, where it begins, and how it has to end. */
export interface Task {
  /** By which `npm run task` knows it. */
  readonly name: string;
  /** What the person says to the agent. Nothing else is said. */
  readonly words: string;
  /** What the simulated Snov.io holds beyond what is there from the start. */
  readonly world?: World;
  /** `SNOVIO_` variables of the server, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Calls of earlier days, whose answers are paid for and stored. */
  readonly before?: readonly { readonly tool: string; readonly args: object }[];
  /** The server is killed when Snov.io has this request for the first time: a path as its reference writes it. */
  readonly killedAt?: string;
  /** What is to be different at the end. All else has to be as it was. */
  readonly end: EndState;
  /** What the agent has to tell the person. */
  readonly answer?: Facts;
  readonly most: Most;
}

/** All names and addresses are invented. */
export interface World {
  /** Default 1,000. */
  readonly credits?: number;
  /** Further lists, by name, with the people on them. */
  readonly lists?: Readonly<Record<string, readonly Member[]>>;
}

/** Somebody on a list: an address of the sandbox's database, or somebody whom only the account knows. */
export type Member =
  | string
  | { readonly email: string; readonly firstName: string; readonly lastName: string };

/** How the account differs at the end from the start. Addresses are in lower case. */
export interface EndState {
  /** Who is on a list, by its name. A list that was not there is to be made. */
  readonly lists?: Readonly<Record<string, readonly string[] | Choice>>;
  /** The status of a recipient, by address and campaign: `{'jane@acme.example in Q4': 'unsubscribe'}`. */
  readonly recipients?: Readonly<Record<string, string>>;
  /** Webhooks that are added, as `event → URL`. */
  readonly webhooks?: readonly string[];
  /** Addresses that are added to any do-not-email list. */
  readonly doNotEmail?: readonly string[];
  /** What is known of a prospect, by address: fields, and custom fields by label. */
  readonly prospects?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Any `atLeast` to `atMost` of these addresses. */
export interface Choice {
  readonly of: readonly string[];
  readonly atLeast: number;
  readonly atMost: number;
}

/** Words of the agent's last answer; letter case and spaces do not matter. Of several texts one is enough. */
export interface Facts {
  readonly says?: readonly (string | readonly string[])[];
  readonly saysNot?: readonly string[];
}

/** Limits of the whole task. That no mail goes out, nothing is deleted and nothing is paid for twice holds for all. */
export interface Most {
  readonly credits: number;
  /** Requests to Snov.io. */
  readonly requests?: number;
  /** Tokens of all answers of tools (o200k_base). */
  readonly tokens?: number;
}
